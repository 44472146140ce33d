const require=process.getBuiltinModule;
import{a}from"./chunk-PLY5NDBS.js";import"./chunk-V7ERUOFE.js";import"./chunk-RPZ7UA4N.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
