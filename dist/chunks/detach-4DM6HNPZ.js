const require=process.getBuiltinModule;
import{a}from"./chunk-UWH67YZO.js";import"./chunk-DORTMOBS.js";import"./chunk-ZUARNLVF.js";import"./chunk-LYEZAUCP.js";import"./chunk-NGAKFQTA.js";import"./chunk-TZ274MP6.js";import"./chunk-VMWCVEC6.js";import"./chunk-DCWNVLBB.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as detach};
