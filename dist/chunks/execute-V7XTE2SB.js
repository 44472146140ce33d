const require=process.getBuiltinModule;
import{a,b}from"./chunk-OBOLKA4X.js";import"./chunk-GP77MNK6.js";import"./chunk-UR33KBH4.js";import"./chunk-ONGHUQ2F.js";export{a as execute,b as shownPlan};
