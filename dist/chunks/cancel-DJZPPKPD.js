const require=process.getBuiltinModule;
import{a}from"./chunk-V5RTRGDL.js";import"./chunk-ZU4EV55Z.js";import"./chunk-ONGHUQ2F.js";export{a as catchCancel};
