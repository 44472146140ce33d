const require=process.getBuiltinModule;
import{a}from"./chunk-NQ5QO7AE.js";import"./chunk-GBGAFL43.js";import"./chunk-UPMZEIVN.js";import"./chunk-P4JRMEST.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./chunk-AV2YV2RQ.js";export{a as LastRun};
