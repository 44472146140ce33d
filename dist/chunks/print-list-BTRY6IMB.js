const require=process.getBuiltinModule;
import{a}from"./chunk-KAWMISUS.js";import"./chunk-YE7X2EFP.js";import"./start.js";import"./run-shared.js";import"./chunk-FQZWTSBP.js";import"./chunk-XFC6VWLG.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as printItems};
