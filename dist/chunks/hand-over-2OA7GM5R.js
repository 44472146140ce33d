const require=process.getBuiltinModule;
import{a}from"./chunk-JQHW3OHT.js";import"./chunk-AT3H7UQJ.js";import"./chunk-MWJO5ZVB.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as handOver};
