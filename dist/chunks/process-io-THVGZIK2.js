const require=process.getBuiltinModule;
import{a_QLF4AK6C as a,b_QLF4AK6C as b}from"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./chunk-AV2YV2RQ.js";export{b as keepHeapSteady,a as processIo};
