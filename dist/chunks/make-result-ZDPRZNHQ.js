const require=process.getBuiltinModule;
import{a_PCP6X4JA as a,b_PCP6X4JA as b}from"./run-shared.js";import"./main-shared.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as resultOf,b as runErrorOf};
