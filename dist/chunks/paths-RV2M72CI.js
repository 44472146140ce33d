const require=process.getBuiltinModule;
import{a_EI363MSD as a,b_EI363MSD as b,c_EI363MSD as c,d_EI363MSD as d,e_EI363MSD as e,f_EI363MSD as f,g_EI363MSD as g,h_EI363MSD as h}from"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{d as hostsDir,c as pathsOf,g as projectDir,f as projectsDir,h as refOfHostFile,e as requestsDir,a as stateDirOf,b as userConfigPath};
