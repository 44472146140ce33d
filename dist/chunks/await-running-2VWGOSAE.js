const require=process.getBuiltinModule;
import{a}from"./chunk-MH5HF4TR.js";import"./chunk-PYF5O57Z.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as awaitRunning};
