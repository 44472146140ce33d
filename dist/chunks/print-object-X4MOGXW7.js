const require=process.getBuiltinModule;
import{a_VTD4BZ4M as a,b_VTD4BZ4M as b}from"./start.js";import"./chunk-AV2YV2RQ.js";export{a as printObject,b as redacted};
