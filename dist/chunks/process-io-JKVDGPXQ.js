const require=process.getBuiltinModule;
import{a_BC66HWCJ as a,b_BC66HWCJ as b}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as keepHeapSteady,a as processIo};
