const require=process.getBuiltinModule;
import{a}from"./chunk-6KWJQGJX.js";import"./main-shared.js";import"./chunk-AV2YV2RQ.js";export{a as readStdin};
