const require=process.getBuiltinModule;
import{a}from"./chunk-KJE24VJL.js";import"./start-shared.js";import"./chunk-PO64AEOJ.js";import"./chunk-HPQ4ZFFR.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as LivePart};
