const require=process.getBuiltinModule;
import{d as a,e as b}from"./chunk-5SKMNPMZ.js";import"./chunk-5O5FFBR2.js";import"./chunk-MQK27FK2.js";import"./chunk-TUCCXVI4.js";import"./chunk-KHUR6RTE.js";import"./chunk-N3EY7FZG.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as planInit,b as workflowsIn};
