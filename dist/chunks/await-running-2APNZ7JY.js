const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-EXLNV6MU.js";import"./chunk-KC3GUVLW.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as awaitRunning,c as failedToStart,b as ifPossible};
