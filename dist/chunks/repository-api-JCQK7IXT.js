const require=process.getBuiltinModule;
import{c as a,d as b}from"./chunk-GBNHRNFQ.js";import"./chunk-TRHSA7CR.js";import"./chunk-VJV3TXCD.js";import"./chunk-4UKWN662.js";import"./start-shared.js";import"./chunk-OQNXGZ6G.js";import"./main-shared.js";import"./chunk-4NQBZHZH.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{b as ensureLabel,a as openRepository};
