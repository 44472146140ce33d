const require=process.getBuiltinModule;
import{a_FWJ4X54E as a,b_FWJ4X54E as b}from"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as LIMITS,a as TIMING};
