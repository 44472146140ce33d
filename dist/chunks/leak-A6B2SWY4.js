const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-65JYY3EL.js";import"./chunk-ONGHUQ2F.js";export{b as leakOf,a as mayRun,c as waitingText};
