const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-6YQGK6VK.js";import"./chunk-ZNFPVMWQ.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as awaitRunning,c as failedToStart,b as ifPossible};
