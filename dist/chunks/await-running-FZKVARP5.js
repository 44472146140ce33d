const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-U5SAZDT7.js";import"./chunk-JFHK3YKE.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as awaitRunning,c as failedToStart,b as ifPossible};
