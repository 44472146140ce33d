const require=process.getBuiltinModule;
import{a}from"./chunk-TNRCPEXQ.js";import"./chunk-M2G3NKMK.js";import"./chunk-MWJO5ZVB.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as handOver};
