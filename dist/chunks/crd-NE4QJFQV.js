const require=process.getBuiltinModule;
import{a}from"./chunk-MWCE5SWO.js";import"./chunk-W6D5SDAE.js";import"./chunk-ZQAV57FY.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
