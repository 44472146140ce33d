const require=process.getBuiltinModule;
import{b as a,c as b}from"./chunk-Z4IVIA2A.js";import"./chunk-5RQMBXFU.js";import"./chunk-4UKWN662.js";import"./start-shared.js";import"./chunk-EOQKYN5B.js";import"./main-shared.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{b as ensureLabel,a as openRepository};
