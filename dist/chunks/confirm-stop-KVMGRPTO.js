const require=process.getBuiltinModule;
import{b as a}from"./chunk-DH4JZ7WO.js";import"./chunk-63LPHDRN.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as confirmStop};
