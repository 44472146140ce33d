const require=process.getBuiltinModule;
import{b_2NBRYLIL as a,c_2NBRYLIL as b,d_2NBRYLIL as c,e_2NBRYLIL as d,f_2NBRYLIL as e,g_2NBRYLIL as f}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as DEMO,a as REGISTRY,d as credentialVariables,e as knownAgent,c as listAgents,f as resolveAgent};
