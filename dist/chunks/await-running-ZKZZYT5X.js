const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-IB2MWY5O.js";import"./chunk-TZCM54I4.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as awaitRunning,c as failedToStart,b as ifPossible};
