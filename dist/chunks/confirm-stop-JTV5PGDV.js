const require=process.getBuiltinModule;
import{a}from"./chunk-TZ274MP6.js";import"./chunk-VMWCVEC6.js";import"./chunk-DCWNVLBB.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as confirmStop};
