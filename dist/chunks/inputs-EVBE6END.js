const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-DPXRLOAI.js";import"./chunk-MWJO5ZVB.js";import"./chunk-7DPG2NLJ.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as STOP_TIMEOUT_MS,c as engineOf,b as readInputs};
