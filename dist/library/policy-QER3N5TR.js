const require=process.getBuiltinModule;
import{a,b,c,d}from"./chunk-HZ7EEXPE.js";import"./chunk-23RSORVX.js";import"./chunk-CVAI3FSQ.js";import"./chunk-6YFWI22I.js";export{d as commandLine,b as hostsOf,a as policyOf,c as variablesOf};
