const require=process.getBuiltinModule;
import{a}from"./chunk-G2PNDT34.js";import"./chunk-EJEKPDNN.js";import"./chunk-I6JD5KIG.js";import"./chunk-P4JRMEST.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./chunk-ONGHUQ2F.js";export{a as LastRun};
