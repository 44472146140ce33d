const require=process.getBuiltinModule;
import{a_SZLZAFPR as a,b_SZLZAFPR as b}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as keepHeapSteady,a as processIo};
