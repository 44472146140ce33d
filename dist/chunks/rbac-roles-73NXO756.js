const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-5M4Z5DUQ.js";import"./chunk-HNCBVH4L.js";import"./chunk-DZUL42QH.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{c as ROLES,a as SERVE,b as SERVE_ROLE};
