const require=process.getBuiltinModule;
import{a}from"./chunk-MHYPEP6B.js";import"./chunk-ZQAV57FY.js";import"./chunk-W56FVHCX.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
