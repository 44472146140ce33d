const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-HIOJYUEN.js";import"./chunk-PK5U5ZEC.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as awaitRunning,c as failedToStart,b as ifPossible};
