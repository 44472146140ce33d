const require=process.getBuiltinModule;
import{b as a,c as b,d as c,e as d,f as e}from"./chunk-CNZUG6DO.js";import"./chunk-WSXZLUX7.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{d as JOB_TIMEOUT,c as PASS_GROUP,a as TRIGGER_NOTE,e as flow,b as workflowText};
