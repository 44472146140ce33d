const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-K7ADZZSE.js";import"./chunk-GJ7ACIW4.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{c as ROLES,a as SERVE,b as SERVE_ROLE};
