const require=process.getBuiltinModule;
import{a}from"./chunk-EMDGQIFY.js";import"./chunk-P7DXEQ54.js";import"./chunk-2TLCXABZ.js";import"./chunk-7RD3J6ZI.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as tail};
