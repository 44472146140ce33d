const require=process.getBuiltinModule;
import{a_275TOFET as a,b_275TOFET as b,c_275TOFET as c}from"./run.js";import"./run-shared.js";import"./start-shared.js";import"./start-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{c as eventsRenderer,b as jsonRenderer,a as jsonlRenderer};
