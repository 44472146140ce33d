const require=process.getBuiltinModule;
import{a}from"./chunk-JI6QR7MJ.js";import"./chunk-V7ERUOFE.js";import"./chunk-RPZ7UA4N.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
