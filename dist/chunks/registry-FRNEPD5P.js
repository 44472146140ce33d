const require=process.getBuiltinModule;
import{a_6PTNUUAQ as a,b_6PTNUUAQ as b,c_6PTNUUAQ as c,d_6PTNUUAQ as d,e_6PTNUUAQ as e,f_6PTNUUAQ as f}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as DEMO,a as REGISTRY,d as credentialVariables,e as knownAgent,c as listAgents,f as resolveAgent};
