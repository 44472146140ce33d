const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-NCDKPY2H.js";import"./chunk-JGGILLFI.js";import"./chunk-GAE6AWZ7.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{c as ROLES,a as SERVE,b as SERVE_ROLE};
