const require=process.getBuiltinModule;
import{a,b}from"./chunk-OZON62PJ.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{b as listContexts,a as readContext};
