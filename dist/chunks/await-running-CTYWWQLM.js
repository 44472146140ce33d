const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-W6TC5E3D.js";import"./chunk-YVGTBW5Z.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as awaitRunning,c as failedToStart,b as ifPossible};
