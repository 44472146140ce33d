const require=process.getBuiltinModule;
import{b_UBRU32XK as a,c_UBRU32XK as b,d_UBRU32XK as c,e_UBRU32XK as d,f_UBRU32XK as e,g_UBRU32XK as f}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as DEMO,a as REGISTRY,d as credentialVariables,e as knownAgent,c as listAgents,f as resolveAgent};
