const require=process.getBuiltinModule;
import{d as a,e as b}from"./chunk-54USMG3W.js";import"./chunk-2WEBAVBS.js";import"./chunk-TUCCXVI4.js";import"./chunk-N3EY7FZG.js";import"./chunk-5O5FFBR2.js";import"./chunk-QQG5GIQ6.js";import"./chunk-6ER2AY6B.js";import"./chunk-SAFX7BRZ.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as planInit,b as workflowsIn};
