const require=process.getBuiltinModule;
import{a}from"./chunk-ONCQIJFP.js";import"./chunk-674RZPEZ.js";import"./chunk-4BVOEJM2.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as kubernetesOptions};
