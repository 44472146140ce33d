const require=process.getBuiltinModule;
import{a_35F46AIG as a,b_35F46AIG as b,c_35F46AIG as c}from"./run.js";import"./run-shared.js";import"./start-shared.js";import"./start-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{c as eventsRenderer,b as jsonRenderer,a as jsonlRenderer};
