const require=process.getBuiltinModule;
import{b as a,c as b,d as c,e as d}from"./chunk-6URVCRXF.js";import"./chunk-WSXZLUX7.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{c as JOB_TIMEOUT,a as TRIGGER_NOTE,d as flow,b as workflowText};
