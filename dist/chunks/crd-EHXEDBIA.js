const require=process.getBuiltinModule;
import{a}from"./chunk-4H26EHFJ.js";import"./chunk-RPZ7UA4N.js";import"./chunk-GAE6AWZ7.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
