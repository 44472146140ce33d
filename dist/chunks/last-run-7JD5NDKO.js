const require=process.getBuiltinModule;
import{a}from"./chunk-NOT77KVV.js";import"./chunk-TXMQ366V.js";import"./chunk-P4JRMEST.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./chunk-ONGHUQ2F.js";export{a as LastRun};
