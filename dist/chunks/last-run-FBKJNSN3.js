const require=process.getBuiltinModule;
import{a}from"./chunk-EWO3Q2M7.js";import"./chunk-XCDPS4X6.js";import"./chunk-P4JRMEST.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./chunk-ONGHUQ2F.js";export{a as LastRun};
