const require=process.getBuiltinModule;
import{a,b,c,d}from"./chunk-GA536OWK.js";import"./chunk-ZXOXKJGD.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{d as commandLine,b as hostsOf,a as policyOf,c as variablesOf};
