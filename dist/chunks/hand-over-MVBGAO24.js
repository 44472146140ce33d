const require=process.getBuiltinModule;
import{a}from"./chunk-V32D56YG.js";import"./chunk-PZYPEJ6D.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
