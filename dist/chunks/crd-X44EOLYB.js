const require=process.getBuiltinModule;
import{a}from"./chunk-LZ45WM7H.js";import"./chunk-ZQAV57FY.js";import"./chunk-GAE6AWZ7.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
