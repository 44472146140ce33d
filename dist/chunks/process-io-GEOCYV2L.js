const require=process.getBuiltinModule;
import{a_CY64MPV4 as a,b_CY64MPV4 as b}from"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-AV2YV2RQ.js";export{b as keepHeapSteady,a as processIo};
