const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-UEFOTCVI.js";import"./chunk-GCFPZYBS.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as awaitRunning,c as failedToStart,b as ifPossible};
