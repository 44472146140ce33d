const require=process.getBuiltinModule;
import{a_QSO7Q5BQ as a,b_QSO7Q5BQ as b,c_QSO7Q5BQ as c}from"./run.js";import"./run-shared.js";import"./start.js";import"./main.js";import"./start-shared.js";import"./chunk-7ACYLG3Y.js";import"./chunk-P4P733WQ.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{c as askLine,b as askOnTerminal,a as confirm};
