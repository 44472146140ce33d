const require=process.getBuiltinModule;
import{a}from"./chunk-UZ4PSVXN.js";import"./run-shared.js";import"./chunk-AV2YV2RQ.js";export{a as catchCancel};
