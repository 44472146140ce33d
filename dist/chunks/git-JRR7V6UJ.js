const require=process.getBuiltinModule;
import{a_CB2KU7BM as a,b_CB2KU7BM as b,c_CB2KU7BM as c}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as git,c as verbOf,b as withoutCredentials};
