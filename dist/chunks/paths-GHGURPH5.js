const require=process.getBuiltinModule;
import{a_7F7QWGFB as a,b_7F7QWGFB as b,c_7F7QWGFB as c,d_7F7QWGFB as d,e_7F7QWGFB as e,f_7F7QWGFB as f,g_7F7QWGFB as g,h_7F7QWGFB as h}from"./start-shared.js";import"./start-shared.js";import"./chunk-AV2YV2RQ.js";export{d as hostsDir,c as pathsOf,g as projectDir,f as projectsDir,h as refOfHostFile,e as requestsDir,a as stateDirOf,b as userConfigPath};
