const require=process.getBuiltinModule;
import{a_A2KGYWMG as a,b_A2KGYWMG as b}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as keepHeapSteady,a as processIo};
