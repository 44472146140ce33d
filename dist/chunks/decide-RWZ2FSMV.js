const require=process.getBuiltinModule;
import{a}from"./chunk-RHOXQTU2.js";import"./chunk-DYU6RXZS.js";import"./chunk-L5QJ2O6B.js";import"./chunk-MM5EQQ7I.js";import"./chunk-MIGL4WTM.js";import"./chunk-BDBIC7L6.js";import"./chunk-DCWNVLBB.js";import"./joined.js";import"./chunk-GG3DIQEZ.js";import"./chunk-6JP3WUVS.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as decide};
