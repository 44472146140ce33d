const require=process.getBuiltinModule;
import{a_2CLW2HXP as a,b_2CLW2HXP as b,c_2CLW2HXP as c,d_2CLW2HXP as d,e_2CLW2HXP as e,f_2CLW2HXP as f,g_2CLW2HXP as g,h_2CLW2HXP as h}from"./start-shared.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{d as hostsDir,c as pathsOf,g as projectDir,f as projectsDir,h as refOfHostFile,e as requestsDir,a as stateDirOf,b as userConfigPath};
