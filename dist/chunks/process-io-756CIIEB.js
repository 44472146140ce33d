const require=process.getBuiltinModule;
import{a_W3ITDKP5 as a,b_W3ITDKP5 as b}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as keepHeapSteady,a as processIo};
