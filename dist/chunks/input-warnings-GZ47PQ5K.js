const require=process.getBuiltinModule;
import{a,b}from"./chunk-ZZCXFQGZ.js";import"./start-shared.js";import"./main-shared.js";import"./start-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-4NQBZHZH.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as INPUT_NAMES,b as inputWarnings};
