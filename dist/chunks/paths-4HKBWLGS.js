const require=process.getBuiltinModule;
import{a_LEJZJ2OM as a,b_LEJZJ2OM as b,c_LEJZJ2OM as c,d_LEJZJ2OM as d,e_LEJZJ2OM as e,f_LEJZJ2OM as f,g_LEJZJ2OM as g,h_LEJZJ2OM as h}from"./start-shared.js";import"./main-shared.js";import"./chunk-AV2YV2RQ.js";export{d as hostsDir,c as pathsOf,g as projectDir,f as projectsDir,h as refOfHostFile,e as requestsDir,a as stateDirOf,b as userConfigPath};
