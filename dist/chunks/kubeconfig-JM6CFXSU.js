const require=process.getBuiltinModule;
import{a,b}from"./chunk-OK3IOCTP.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as listContexts,a as readContext};
