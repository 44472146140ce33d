const require=process.getBuiltinModule;
import{a_M6EIO7LV as a,b_M6EIO7LV as b}from"./run.js";import"./run-shared.js";import"./main-shared.js";import"./chunk-AV2YV2RQ.js";export{b as catchEnding,a as catchInterrupts};
