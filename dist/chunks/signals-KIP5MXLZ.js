const require=process.getBuiltinModule;
import{a_UXXJBZGV as a,b_UXXJBZGV as b}from"./run.js";import"./run-shared.js";import"./main-shared.js";import"./chunk-AV2YV2RQ.js";export{b as catchEnding,a as catchInterrupts};
