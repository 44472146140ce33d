const require=process.getBuiltinModule;
import{a}from"./chunk-BHQQAGFN.js";import"./chunk-AV2YV2RQ.js";export{a as readEvent};
