const require=process.getBuiltinModule;
import{a,b}from"./chunk-K76CNS4F.js";import"./chunk-UR33KBH4.js";import"./chunk-ONGHUQ2F.js";export{a as execute,b as shownPlan};
