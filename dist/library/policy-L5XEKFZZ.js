const require=process.getBuiltinModule;
import{a,b,c,d}from"./chunk-ZUIGC44D.js";import"./chunk-7SHMFES6.js";import"./chunk-CVAI3FSQ.js";import"./chunk-6YFWI22I.js";export{d as commandLine,b as hostsOf,a as policyOf,c as variablesOf};
