const require=process.getBuiltinModule;
import{a_BMD7SF3B as a,b_BMD7SF3B as b}from"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as LIMITS,a as TIMING};
