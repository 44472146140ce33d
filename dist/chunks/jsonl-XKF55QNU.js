const require=process.getBuiltinModule;
import{a_VDHQ43K3 as a,b_VDHQ43K3 as b,c_VDHQ43K3 as c}from"./run.js";import"./run-shared.js";import"./start-shared.js";import"./start-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{c as eventsRenderer,b as jsonRenderer,a as jsonlRenderer};
