const require=process.getBuiltinModule;
import{a}from"./chunk-YFBRKT45.js";import"./chunk-IGF3V4WP.js";import"./chunk-UPMZEIVN.js";import"./chunk-P4JRMEST.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./chunk-ONGHUQ2F.js";export{a as LastRun};
