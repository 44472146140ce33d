const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-4WICDQYJ.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-4QIL7JCB.js";import"./chunk-I543LBYL.js";import"./chunk-ZXOXKJGD.js";import"./chunk-6ER2AY6B.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{c as explainWait,a as readInputFile,b as readUpTo};
