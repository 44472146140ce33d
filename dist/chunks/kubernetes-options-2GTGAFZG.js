const require=process.getBuiltinModule;
import{a}from"./chunk-UTYWFLZB.js";import"./chunk-ZHW2Q3KX.js";import"./chunk-EVXSERK6.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as kubernetesOptions};
