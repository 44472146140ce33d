const require=process.getBuiltinModule;
import{a,b}from"./chunk-TRHSA7CR.js";import"./chunk-VJV3TXCD.js";import"./chunk-4UKWN662.js";import"./chunk-OQNXGZ6G.js";import"./main-shared.js";import"./chunk-4NQBZHZH.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as GITHUB_REQUESTS,b as fetchThrough};
