const require=process.getBuiltinModule;
import{a,b}from"./chunk-DI3TTOT6.js";import"./chunk-EVXSERK6.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as platformOptions,b as platformToken};
