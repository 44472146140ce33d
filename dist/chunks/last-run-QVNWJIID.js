const require=process.getBuiltinModule;
import{a}from"./chunk-CEF5LO66.js";import"./chunk-2FHD2G7X.js";import"./chunk-P4JRMEST.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./chunk-ONGHUQ2F.js";export{a as LastRun};
