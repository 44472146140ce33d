const require=process.getBuiltinModule;
import{a}from"./chunk-DLTEFHHL.js";import"./run-shared.js";import"./chunk-AV2YV2RQ.js";export{a as catchCancel};
