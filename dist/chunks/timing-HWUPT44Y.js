const require=process.getBuiltinModule;
import{a}from"./chunk-P4JRMEST.js";import"./chunk-ONGHUQ2F.js";export{a as TIMING};
