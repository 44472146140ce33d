const require=process.getBuiltinModule;
import{a_AF6DV2E3 as a,b_AF6DV2E3 as b}from"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-AV2YV2RQ.js";export{b as keepHeapSteady,a as processIo};
