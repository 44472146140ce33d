const require=process.getBuiltinModule;
import{a,b}from"./chunk-7U5IXJWB.js";import"./start-shared.js";import"./main-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{b as listContexts,a as readContext};
