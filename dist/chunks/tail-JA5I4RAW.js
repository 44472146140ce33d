const require=process.getBuiltinModule;
import{a}from"./chunk-TRCA4M2Q.js";import"./chunk-BF3SXS5V.js";import"./chunk-25SIWD77.js";import"./joined.js";import"./joined.js";import"./chunk-HFQ3PV4C.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as tail};
