const require=process.getBuiltinModule;
import{a_YPJH2SBM as a,b_YPJH2SBM as b,c_YPJH2SBM as c,d_YPJH2SBM as d}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as REGISTRY,c as credentialVariables,b as listAgents,d as resolveAgent};
