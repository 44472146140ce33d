const require=process.getBuiltinModule;
import{a}from"./chunk-RMQV2E5C.js";import"./chunk-FT2XYBKB.js";import"./chunk-ZQAV57FY.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
