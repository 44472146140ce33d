const require=process.getBuiltinModule;
import{a,b}from"./chunk-W4MZW35Y.js";import"./chunk-AV2YV2RQ.js";export{a as readInputFile,b as readUpTo};
