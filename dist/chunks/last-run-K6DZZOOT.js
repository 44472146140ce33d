const require=process.getBuiltinModule;
import{a}from"./chunk-CCX2J4T4.js";import"./chunk-7GFY3ZZY.js";import"./chunk-UPMZEIVN.js";import"./chunk-P4JRMEST.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./chunk-ONGHUQ2F.js";export{a as LastRun};
