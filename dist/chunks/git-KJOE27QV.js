const require=process.getBuiltinModule;
import{a_JAXHE4YO as a,b_JAXHE4YO as b,c_JAXHE4YO as c}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as git,c as verbOf,b as withoutCredentials};
