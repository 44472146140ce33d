const require=process.getBuiltinModule;
import{a_QAEWQKGS as a,b_QAEWQKGS as b,c_QAEWQKGS as c}from"./run.js";import"./run-shared.js";import"./start.js";import"./main-shared.js";import"./main-shared.js";import"./start-shared.js";import"./chunk-7ACYLG3Y.js";import"./chunk-P4P733WQ.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{c as askLine,b as askOnTerminal,a as confirm};
