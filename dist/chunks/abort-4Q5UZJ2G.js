const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-EWV5M5FK.js";import"./chunk-ONGHUQ2F.js";export{b as Deadline,c as Patience,a as orAbort};
