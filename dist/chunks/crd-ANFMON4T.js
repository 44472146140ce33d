const require=process.getBuiltinModule;
import{a}from"./chunk-LDHHY454.js";import"./chunk-UD2UO5DM.js";import"./chunk-ZQAV57FY.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
