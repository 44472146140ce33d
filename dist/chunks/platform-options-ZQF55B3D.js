const require=process.getBuiltinModule;
import{a,b}from"./chunk-Y4O3HGYK.js";import"./chunk-EVXSERK6.js";import"./start-shared.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-AV2YV2RQ.js";export{a as platformOptions,b as platformToken};
