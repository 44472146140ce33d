const require=process.getBuiltinModule;
import{a_YA2WAZRU as a,b_YA2WAZRU as b}from"./run-shared.js";import"./start-shared.js";import"./start-shared.js";import"./chunk-AV2YV2RQ.js";export{a as resultOf,b as runErrorOf};
