const require=process.getBuiltinModule;
import{a}from"./chunk-7OYZL7NJ.js";import"./chunk-DYU6RXZS.js";import"./chunk-GHDGX4ZY.js";import"./chunk-WFYFU3NS.js";import"./chunk-MIGL4WTM.js";import"./chunk-BDBIC7L6.js";import"./chunk-EWV5M5FK.js";import"./joined.js";import"./chunk-GG3DIQEZ.js";import"./chunk-6JP3WUVS.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as decide};
