const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-C27LWG4C.js";import"./chunk-TSCPSGUL.js";import"./chunk-MPQ2WWGB.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{c as ROLES,a as SERVE,b as SERVE_ROLE};
