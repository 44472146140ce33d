const require=process.getBuiltinModule;
import{a,b}from"./chunk-4ZLNRUH5.js";import"./chunk-JECCJ4QP.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as catchEnding,a as catchInterrupts};
