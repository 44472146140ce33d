const require=process.getBuiltinModule;
import{a,b}from"./chunk-X474M57A.js";import"./chunk-PJIH43EI.js";import"./start-shared.js";import"./chunk-W4MZW35Y.js";import"./chunk-SAFX7BRZ.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as platformOptions,b as platformToken};
