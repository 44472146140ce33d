const require=process.getBuiltinModule;
import{a_R4BAQFQA as a,b_R4BAQFQA as b}from"./run-shared.js";import"./main-shared.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as resultOf,b as runErrorOf};
