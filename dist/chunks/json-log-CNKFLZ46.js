const require=process.getBuiltinModule;
import{a,b}from"./chunk-VHNEWZKN.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as errorFacts,b as jsonLog};
