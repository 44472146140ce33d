const require=process.getBuiltinModule;
import{a}from"./chunk-EMM4JQZ2.js";import"./chunk-4EJXJBZK.js";import"./start.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-7ACYLG3Y.js";import"./chunk-P4P733WQ.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as printItems};
