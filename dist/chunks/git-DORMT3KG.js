const require=process.getBuiltinModule;
import{a_PBP3DLC4 as a,b_PBP3DLC4 as b}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as git,b as withoutCredentials};
