const require=process.getBuiltinModule;
import{a_4QLSGFTT as a,b_4QLSGFTT as b,c_4QLSGFTT as c}from"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as git,c as verbOf,b as withoutCredentials};
