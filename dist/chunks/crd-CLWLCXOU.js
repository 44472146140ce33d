const require=process.getBuiltinModule;
import{a}from"./chunk-NV5OL6FM.js";import"./chunk-2IIRR4WZ.js";import"./chunk-ZQAV57FY.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
