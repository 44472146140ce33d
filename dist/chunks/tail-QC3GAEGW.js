const require=process.getBuiltinModule;
import{a}from"./chunk-IIS27HOG.js";import"./chunk-HZGVLERT.js";import"./chunk-2TLCXABZ.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as tail};
