const require=process.getBuiltinModule;
import{a}from"./chunk-453CAWKW.js";import"./chunk-XDENFU2C.js";import"./chunk-ZQAV57FY.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
