const require=process.getBuiltinModule;
import{a_T3GRP36I as a,b_T3GRP36I as b}from"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-AV2YV2RQ.js";export{b as keepHeapSteady,a as processIo};
