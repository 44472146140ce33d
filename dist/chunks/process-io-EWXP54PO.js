const require=process.getBuiltinModule;
import{a_ZODHAE77 as a,b_ZODHAE77 as b}from"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{b as keepHeapSteady,a as processIo};
