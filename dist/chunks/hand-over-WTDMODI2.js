const require=process.getBuiltinModule;
import{a}from"./chunk-NNXGONCP.js";import"./chunk-EEMNXGCS.js";import"./chunk-MWJO5ZVB.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
