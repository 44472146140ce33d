const require=process.getBuiltinModule;
import{a}from"./chunk-HG2HMINS.js";import"./chunk-AUNJ7YH4.js";import"./start.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-U55JMXSW.js";import"./chunk-WBM7JTK4.js";import"./chunk-6ER2AY6B.js";import"./chunk-SAFX7BRZ.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as printItems};
