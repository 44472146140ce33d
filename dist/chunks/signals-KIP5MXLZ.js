const require=process.getBuiltinModule;
import{a,b}from"./chunk-UXXJBZGV.js";import"./chunk-JECCJ4QP.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as catchEnding,a as catchInterrupts};
