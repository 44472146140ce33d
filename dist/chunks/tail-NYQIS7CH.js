const require=process.getBuiltinModule;
import{a_LM37Z6F4 as a}from"./run-shared.js";import"./run-shared.js";import"./run-shared.js";import"./start-shared.js";import"./start-shared.js";import"./run-shared.js";import"./start-shared.js";import"./main-shared.js";import"./start-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as tail};
