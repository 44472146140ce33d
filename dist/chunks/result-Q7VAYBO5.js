const require=process.getBuiltinModule;
import{a,b}from"./chunk-YA2WAZRU.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as resultOf,b as runErrorOf};
