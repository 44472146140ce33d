const require=process.getBuiltinModule;
import{a_SDHMQZYD as a,b_SDHMQZYD as b}from"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./main-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as SessionStore,b as annotated};
