const require=process.getBuiltinModule;
import{a_Z7IXOLGH as a,b_Z7IXOLGH as b}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as keepHeapSteady,a as processIo};
