const require=process.getBuiltinModule;
import{a}from"./chunk-PLY5NDBS.js";import"./chunk-V7ERUOFE.js";import"./chunk-RPZ7UA4N.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as CRD};
