const require=process.getBuiltinModule;
import{a}from"./chunk-PFAWOVAS.js";import"./chunk-IHYLWSR5.js";import"./chunk-APCBV72K.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as kubernetesOptions};
