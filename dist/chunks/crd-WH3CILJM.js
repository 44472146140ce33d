const require=process.getBuiltinModule;
import{a}from"./chunk-QPKSKBRX.js";import"./chunk-5ZYA5CWW.js";import"./chunk-ZQAV57FY.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
