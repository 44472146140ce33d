const require=process.getBuiltinModule;
import{b_W3VO6BOY as a,c_W3VO6BOY as b,d_W3VO6BOY as c,e_W3VO6BOY as d,f_W3VO6BOY as e,g_W3VO6BOY as f}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as DEMO,a as REGISTRY,d as credentialVariables,e as knownAgent,c as listAgents,f as resolveAgent};
