const require=process.getBuiltinModule;
import{a}from"./chunk-N5ICNM7N.js";import"./chunk-QS7CXPXT.js";import"./chunk-DCWNVLBB.js";import"./chunk-76O5M6FO.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as confirmStop};
