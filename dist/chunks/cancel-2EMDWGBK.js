const require=process.getBuiltinModule;
import{a}from"./chunk-V5RTRGDL.js";import"./chunk-ZU4EV55Z.js";import"./chunk-AV2YV2RQ.js";export{a as catchCancel};
