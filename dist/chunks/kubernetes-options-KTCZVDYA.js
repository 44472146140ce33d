const require=process.getBuiltinModule;
import{a}from"./chunk-TRHA2AQM.js";import"./chunk-DI3TTOT6.js";import"./chunk-EVXSERK6.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as kubernetesOptions};
