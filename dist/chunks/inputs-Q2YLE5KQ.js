const require=process.getBuiltinModule;
import{a}from"./chunk-S7LNNOQV.js";import"./chunk-724HQYO4.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as readInputs};
