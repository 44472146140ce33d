const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-6TXR56YY.js";import"./chunk-WMCEPEZC.js";import"./chunk-GJ7ACIW4.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{c as ROLES,a as SERVE,b as SERVE_ROLE};
