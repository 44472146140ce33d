const require=process.getBuiltinModule;
import{a_HET3UQED as a,b_HET3UQED as b,c_HET3UQED as c}from"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as git,c as verbOf,b as withoutCredentials};
