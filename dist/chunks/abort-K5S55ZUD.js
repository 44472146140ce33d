const require=process.getBuiltinModule;
import{a_P5NT46WY as a,b_P5NT46WY as b,c_P5NT46WY as c,d_P5NT46WY as d}from"./start-shared.js";import"./chunk-AV2YV2RQ.js";export{c as Deadline,d as DelayedAbort,a as orAbort,b as within};
