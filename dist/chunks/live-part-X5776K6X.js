const require=process.getBuiltinModule;
import{a}from"./chunk-J2HODWON.js";import"./main-shared.js";import"./chunk-7ACYLG3Y.js";import"./chunk-P4P733WQ.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as LivePart};
