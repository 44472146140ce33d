const require=process.getBuiltinModule;
import{a}from"./chunk-JDZMJKBF.js";import"./start-shared.js";import"./chunk-WZDAVXDT.js";import"./chunk-P4P733WQ.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as LivePart};
