const require=process.getBuiltinModule;
import{a_IGQFOI5G as a}from"./main-shared.js";import"./chunk-AV2YV2RQ.js";export{a as TIMING};
