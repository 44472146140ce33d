const require=process.getBuiltinModule;
import{a}from"./chunk-IDXI3O3G.js";import"./chunk-GAE6AWZ7.js";import"./chunk-ZQAV57FY.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
