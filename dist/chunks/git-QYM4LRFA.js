const require=process.getBuiltinModule;
import{a_UAQ5LW34 as a,b_UAQ5LW34 as b,c_UAQ5LW34 as c}from"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as git,c as verbOf,b as withoutCredentials};
