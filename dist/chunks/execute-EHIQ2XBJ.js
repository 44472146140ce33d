const require=process.getBuiltinModule;
import{a,b}from"./chunk-B7QBKR7W.js";import"./chunk-L4U43CNZ.js";import"./chunk-6ER2AY6B.js";import"./chunk-ONGHUQ2F.js";export{a as execute,b as shownPlan};
