const require=process.getBuiltinModule;
import{a_7KAKUWTM as a,b_7KAKUWTM as b}from"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{b as keepHeapSteady,a as processIo};
