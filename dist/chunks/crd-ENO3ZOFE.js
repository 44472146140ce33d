const require=process.getBuiltinModule;
import{a}from"./chunk-AOYD2AIH.js";import"./chunk-ZQAV57FY.js";import"./chunk-5ZYA5CWW.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
