const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-7VI6ZGCD.js";import"./chunk-SVCMIQ26.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-62XUURZ3.js";import"./chunk-PUSDLRKS.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{c as askLine,b as askOnTerminal,a as confirm};
