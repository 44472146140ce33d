const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-HA64T7LI.js";import"./chunk-7LEXFSU6.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as awaitRunning,c as failedToStart,b as ifPossible};
