const require=process.getBuiltinModule;
import{a}from"./chunk-736UX6UW.js";import"./chunk-6RCLO56Q.js";import"./chunk-MWJO5ZVB.js";import"./chunk-7DPG2NLJ.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as handOver};
