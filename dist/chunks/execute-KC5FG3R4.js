const require=process.getBuiltinModule;
import{a,b}from"./chunk-ME4MPOSC.js";import"./chunk-UR33KBH4.js";import"./chunk-AV2YV2RQ.js";export{a as execute,b as shownPlan};
