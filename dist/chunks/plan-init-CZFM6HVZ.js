const require=process.getBuiltinModule;
import{d as a,e as b}from"./chunk-GLMWI52W.js";import"./chunk-2WEBAVBS.js";import"./chunk-TUCCXVI4.js";import"./chunk-N3EY7FZG.js";import"./chunk-5O5FFBR2.js";import"./chunk-7EV3F5IW.js";import"./chunk-6ER2AY6B.js";import"./chunk-4NQBZHZH.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as planInit,b as workflowsIn};
