const require=process.getBuiltinModule;
import{a_EQ6STRUL as a,b_EQ6STRUL as b}from"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-4NQBZHZH.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as SessionStore,b as annotated};
