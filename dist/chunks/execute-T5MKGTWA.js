const require=process.getBuiltinModule;
import{a,b}from"./chunk-TYQVO32L.js";import"./chunk-L4U43CNZ.js";import"./chunk-HFQ3PV4C.js";import"./chunk-ONGHUQ2F.js";export{a as execute,b as shownPlan};
