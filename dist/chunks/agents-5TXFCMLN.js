const require=process.getBuiltinModule;
import{b_WOAETQUS as a,c_WOAETQUS as b,d_WOAETQUS as c,e_WOAETQUS as d,f_WOAETQUS as e,g_WOAETQUS as f}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as DEMO,a as REGISTRY,d as credentialVariables,e as knownAgent,c as listAgents,f as resolveAgent};
