const require=process.getBuiltinModule;
import{a_S5ZEV7S2 as a,b_S5ZEV7S2 as b,c_S5ZEV7S2 as c,d_S5ZEV7S2 as d,e_S5ZEV7S2 as e,f_S5ZEV7S2 as f}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as DEMO,a as REGISTRY,d as credentialVariables,e as knownAgent,c as listAgents,f as resolveAgent};
