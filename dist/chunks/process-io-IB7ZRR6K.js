const require=process.getBuiltinModule;
import{a_C3PS3NH2 as a,b_C3PS3NH2 as b}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as keepHeapSteady,a as processIo};
