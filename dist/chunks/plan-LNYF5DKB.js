const require=process.getBuiltinModule;
import{b as a,c as b}from"./chunk-CPR4I7OU.js";import"./chunk-6MZM5JVW.js";import"./chunk-FPM377KR.js";import"./chunk-WSXZLUX7.js";import"./chunk-N3EY7FZG.js";import"./chunk-Q25IOSPI.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as planInit,b as workflowsIn};
