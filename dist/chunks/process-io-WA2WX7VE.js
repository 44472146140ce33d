const require=process.getBuiltinModule;
import{a_2QPTAIDE as a,b_2QPTAIDE as b}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as keepHeapSteady,a as processIo};
