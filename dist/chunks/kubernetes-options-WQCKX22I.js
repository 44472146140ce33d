const require=process.getBuiltinModule;
import{a}from"./chunk-ASYYPEOS.js";import"./chunk-OZP4HZ2G.js";import"./chunk-SDB2HGU3.js";import"./start-shared.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-AV2YV2RQ.js";export{a as kubernetesOptions};
