const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-NHA4PUE5.js";import"./chunk-TSCPSGUL.js";import"./chunk-3UCMQD6S.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{c as ROLES,a as SERVE,b as SERVE_ROLE};
