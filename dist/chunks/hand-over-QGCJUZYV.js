const require=process.getBuiltinModule;
import{a}from"./chunk-ITEXCBZ7.js";import"./chunk-TDLFGXA7.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
