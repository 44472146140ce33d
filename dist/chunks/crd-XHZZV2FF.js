const require=process.getBuiltinModule;
import{a}from"./chunk-WXJUDLTH.js";import"./chunk-ZQAV57FY.js";import"./chunk-2IIRR4WZ.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-ZXOXKJGD.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
