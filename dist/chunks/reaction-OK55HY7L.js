const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-ASHMZ65M.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as AT_WORK,c as react,b as targetOf};
