const require=process.getBuiltinModule;
import{a}from"./chunk-U2OPKJG3.js";import"./chunk-AV2YV2RQ.js";export{a as TIMING};
