const require=process.getBuiltinModule;
import{a}from"./chunk-7BOC2OO3.js";import"./chunk-IKS3WH6Y.js";import"./chunk-ZQAV57FY.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
