const require=process.getBuiltinModule;
import{a}from"./chunk-2RKIXVP3.js";import"./chunk-VGAFXTDV.js";import"./chunk-MWJO5ZVB.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
