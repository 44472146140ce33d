const require=process.getBuiltinModule;
import{a_HXBSTLY3 as a,b_HXBSTLY3 as b}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as keepHeapSteady,a as processIo};
