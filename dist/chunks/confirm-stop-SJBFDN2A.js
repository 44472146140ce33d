const require=process.getBuiltinModule;
import{a}from"./chunk-IUNAVVXA.js";import"./chunk-HCFKRQQH.js";import"./chunk-DCWNVLBB.js";import"./chunk-76O5M6FO.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as confirmStop};
