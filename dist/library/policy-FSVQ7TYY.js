const require=process.getBuiltinModule;
import{a,b,c,d}from"./chunk-54EMHVU4.js";import"./chunk-6YFWI22I.js";export{d as commandLine,b as hostsOf,a as policyOf,c as variablesOf};
