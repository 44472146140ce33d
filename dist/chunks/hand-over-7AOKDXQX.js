const require=process.getBuiltinModule;
import{a}from"./chunk-TDNVQCUW.js";import"./chunk-WL3XPMRG.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
