const require=process.getBuiltinModule;
import{a}from"./chunk-YVNKH2AA.js";import"./chunk-IAHMKA7N.js";import"./start.js";import"./start-shared.js";import"./chunk-7ACYLG3Y.js";import"./chunk-P4P733WQ.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as printItems};
