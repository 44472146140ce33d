const require=process.getBuiltinModule;
import{a_3AP4AZAD as a,b_3AP4AZAD as b,c_3AP4AZAD as c}from"./run.js";import"./run-shared.js";import"./main.js";import"./start.js";import"./start-shared.js";import"./chunk-7ACYLG3Y.js";import"./chunk-P4P733WQ.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{c as askLine,b as askOnTerminal,a as confirm};
