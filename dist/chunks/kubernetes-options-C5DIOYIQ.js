const require=process.getBuiltinModule;
import{a}from"./chunk-INPB6JXI.js";import"./chunk-BWOL2LJN.js";import"./chunk-EVXSERK6.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./chunk-AV2YV2RQ.js";export{a as kubernetesOptions};
