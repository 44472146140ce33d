const require=process.getBuiltinModule;
import{a}from"./chunk-FYBC6GGV.js";import"./chunk-DPXRLOAI.js";import"./chunk-MWJO5ZVB.js";import"./chunk-7DPG2NLJ.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as handOver};
