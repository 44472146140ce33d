const require=process.getBuiltinModule;
import{a_4GUHPRVL as a,b_4GUHPRVL as b}from"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./chunk-ZXOXKJGD.js";import"./chunk-6ER2AY6B.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as SessionStore,b as annotated};
