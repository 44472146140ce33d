const require=process.getBuiltinModule;
import{a}from"./chunk-P4JRMEST.js";import"./chunk-AV2YV2RQ.js";export{a as TIMING};
