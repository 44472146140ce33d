const require=process.getBuiltinModule;
import{a,b}from"./chunk-DTDXZFRQ.js";import"./start-shared.js";import"./chunk-W4MZW35Y.js";import"./chunk-6ER2AY6B.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{b as listContexts,a as readContext};
