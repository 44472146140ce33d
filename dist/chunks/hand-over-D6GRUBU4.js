const require=process.getBuiltinModule;
import{a}from"./chunk-RE354RWU.js";import"./chunk-MU6T4CO2.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
