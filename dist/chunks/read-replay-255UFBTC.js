const require=process.getBuiltinModule;
import{a}from"./chunk-HXXFZDOH.js";import"./chunk-X3TXO32L.js";import"./chunk-BF3SXS5V.js";import"./chunk-25SIWD77.js";import"./joined.js";import"./joined.js";import"./chunk-HFQ3PV4C.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as replay};
