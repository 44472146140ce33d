const require=process.getBuiltinModule;
import{a_JQWLELTV as a,b_JQWLELTV as b,c_JQWLELTV as c}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as git,c as verbOf,b as withoutCredentials};
