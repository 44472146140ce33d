const require=process.getBuiltinModule;
import{a}from"./chunk-VXTCVTBW.js";import"./chunk-DLE76UGU.js";import"./chunk-4BVOEJM2.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as kubernetesOptions};
