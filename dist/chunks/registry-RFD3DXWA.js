const require=process.getBuiltinModule;
import{b_HOCXLTKW as a,c_HOCXLTKW as b,d_HOCXLTKW as c,e_HOCXLTKW as d,f_HOCXLTKW as e,g_HOCXLTKW as f}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as DEMO,a as REGISTRY,d as credentialVariables,e as knownAgent,c as listAgents,f as resolveAgent};
