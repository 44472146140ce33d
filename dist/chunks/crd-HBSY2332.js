const require=process.getBuiltinModule;
import{a}from"./chunk-EJMLONRG.js";import"./chunk-GJ7ACIW4.js";import"./chunk-RPZ7UA4N.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
