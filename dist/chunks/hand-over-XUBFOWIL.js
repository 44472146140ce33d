const require=process.getBuiltinModule;
import{a}from"./chunk-EMZ5D42U.js";import"./chunk-XIGEPQU7.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
