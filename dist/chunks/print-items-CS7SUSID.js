const require=process.getBuiltinModule;
import{a}from"./chunk-2ORSHUQ7.js";import"./chunk-5S6FAGMV.js";import"./start.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-U55JMXSW.js";import"./chunk-WBM7JTK4.js";import"./chunk-6ER2AY6B.js";import"./chunk-SAFX7BRZ.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as printItems};
