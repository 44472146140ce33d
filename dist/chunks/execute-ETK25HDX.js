const require=process.getBuiltinModule;
import{a,b}from"./chunk-GKILI7DF.js";import"./chunk-L4U43CNZ.js";import"./chunk-IPSWAYFY.js";import"./chunk-ONGHUQ2F.js";export{a as execute,b as shownPlan};
