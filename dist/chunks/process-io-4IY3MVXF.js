const require=process.getBuiltinModule;
import{a_IGPIHYUD as a,b_IGPIHYUD as b}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as keepHeapSteady,a as processIo};
