const require=process.getBuiltinModule;
import{b_UX6OHLHS as a,c_UX6OHLHS as b,d_UX6OHLHS as c,e_UX6OHLHS as d,f_UX6OHLHS as e,g_UX6OHLHS as f}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as DEMO,a as REGISTRY,d as credentialVariables,e as knownAgent,c as listAgents,f as resolveAgent};
