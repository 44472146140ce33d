const require=process.getBuiltinModule;
import{a_ZW2PVEG7 as a,b_ZW2PVEG7 as b,c_ZW2PVEG7 as c,d_ZW2PVEG7 as d,e_ZW2PVEG7 as e,f_ZW2PVEG7 as f,g_ZW2PVEG7 as g}from"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{c as hostsDir,b as pathsOf,f as projectDir,e as projectsDir,g as refOfHostFile,d as requestsDir,a as stateDirOf};
