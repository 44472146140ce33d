const require=process.getBuiltinModule;
import{b_GZH2WTZ6 as a,c_GZH2WTZ6 as b,d_GZH2WTZ6 as c,e_GZH2WTZ6 as d,f_GZH2WTZ6 as e,g_GZH2WTZ6 as f}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as DEMO,a as REGISTRY,d as credentialVariables,e as knownAgent,c as listAgents,f as resolveAgent};
