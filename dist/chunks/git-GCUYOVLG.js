const require=process.getBuiltinModule;
import{a_PL7YPO5K as a,b_PL7YPO5K as b}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as git,b as withoutCredentials};
