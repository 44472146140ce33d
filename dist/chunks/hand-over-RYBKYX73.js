const require=process.getBuiltinModule;
import{a}from"./chunk-EPBW7KEJ.js";import"./chunk-POYQACVS.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
