const require=process.getBuiltinModule;
import{a,b}from"./chunk-CGD3AEQ3.js";import"./chunk-NX2YZPM2.js";import"./start-shared.js";import"./chunk-SAFX7BRZ.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as platformOptions,b as platformToken};
