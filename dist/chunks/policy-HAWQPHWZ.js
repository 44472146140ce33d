const require=process.getBuiltinModule;
import{a,b,c,d}from"./chunk-22OCH2HM.js";import"./chunk-AV2YV2RQ.js";export{d as commandLine,b as hostsOf,a as policyOf,c as variablesOf};
