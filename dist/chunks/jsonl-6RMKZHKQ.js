const require=process.getBuiltinModule;
import{a_7DVMK5P6 as a,b_7DVMK5P6 as b,c_7DVMK5P6 as c}from"./run.js";import"./run-shared.js";import"./start-shared.js";import"./start-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{c as eventsRenderer,b as jsonRenderer,a as jsonlRenderer};
