const require=process.getBuiltinModule;
import{a,b,c,d}from"./chunk-BCLKD7IS.js";import"./chunk-4NQBZHZH.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{d as commandLine,b as hostsOf,a as policyOf,c as variablesOf};
