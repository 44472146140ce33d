const require=process.getBuiltinModule;
import{b_TYT7T4NJ as a,c_TYT7T4NJ as b,d_TYT7T4NJ as c,e_TYT7T4NJ as d,f_TYT7T4NJ as e,g_TYT7T4NJ as f}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as DEMO,a as REGISTRY,d as credentialVariables,e as knownAgent,c as listAgents,f as resolveAgent};
