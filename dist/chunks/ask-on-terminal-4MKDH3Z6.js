const require=process.getBuiltinModule;
import{a_WW262255 as a,b_WW262255 as b,c_WW262255 as c}from"./run.js";import"./run-shared.js";import"./start.js";import"./main.js";import"./start-shared.js";import"./chunk-WZDAVXDT.js";import"./chunk-P4P733WQ.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{c as askLine,b as askOnTerminal,a as confirm};
