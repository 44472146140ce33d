const require=process.getBuiltinModule;
import{a,b}from"./chunk-5RQMBXFU.js";import"./chunk-4UKWN662.js";import"./chunk-EOQKYN5B.js";import"./main-shared.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as GITHUB_REQUESTS,b as fetchThrough};
