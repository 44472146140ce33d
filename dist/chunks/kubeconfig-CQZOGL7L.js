const require=process.getBuiltinModule;
import{a,b}from"./chunk-GWBH5R2M.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as listContexts,a as readContext};
