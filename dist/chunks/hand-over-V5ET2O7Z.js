const require=process.getBuiltinModule;
import{a}from"./chunk-TSV737GH.js";import"./chunk-4POLYIQI.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
