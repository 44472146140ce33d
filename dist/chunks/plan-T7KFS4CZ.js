const require=process.getBuiltinModule;
import{b as a,c as b}from"./chunk-MLMUCEVB.js";import"./chunk-Q25IOSPI.js";import"./chunk-N3EY7FZG.js";import"./chunk-2CB7DLYV.js";import"./chunk-MQK27FK2.js";import"./chunk-WSXZLUX7.js";import"./main-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as planInit,b as workflowsIn};
