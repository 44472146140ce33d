const require=process.getBuiltinModule;
import{a}from"./chunk-2ZOB5IFW.js";import"./chunk-UPQQGL23.js";import"./chunk-EVXSERK6.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./chunk-AV2YV2RQ.js";export{a as kubernetesOptions};
