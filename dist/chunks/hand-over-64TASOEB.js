const require=process.getBuiltinModule;
import{a}from"./chunk-TCF24G5G.js";import"./chunk-UKXYYBCL.js";import"./chunk-7HY5L3WX.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
