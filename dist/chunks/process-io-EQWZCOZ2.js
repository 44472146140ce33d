const require=process.getBuiltinModule;
import{a_SNY54N24 as a,b_SNY54N24 as b}from"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./chunk-AV2YV2RQ.js";export{b as keepHeapSteady,a as processIo};
