const require=process.getBuiltinModule;
import{a_2MFHEZYP as a}from"./main-shared.js";import"./chunk-AV2YV2RQ.js";export{a as TIMING};
