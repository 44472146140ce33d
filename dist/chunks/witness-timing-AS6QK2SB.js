const require=process.getBuiltinModule;
import{a_GAB6IINR as a,b_GAB6IINR as b}from"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as LIMITS,a as TIMING};
