const require=process.getBuiltinModule;
import{a,b}from"./chunk-KC6QGGQ7.js";import"./chunk-L4U43CNZ.js";import"./chunk-IPSWAYFY.js";import"./chunk-ONGHUQ2F.js";export{a as execute,b as shownPlan};
