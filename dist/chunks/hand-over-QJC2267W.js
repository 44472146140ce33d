const require=process.getBuiltinModule;
import{a}from"./chunk-XLSNVOYR.js";import"./chunk-UYV4QZXF.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
