const require=process.getBuiltinModule;
import{a,b}from"./chunk-UCX5HAY4.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{b as react,a as targetOf};
