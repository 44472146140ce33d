const require=process.getBuiltinModule;
import{a_JDUTL6LA as a,b_JDUTL6LA as b,c_JDUTL6LA as c,d_JDUTL6LA as d}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as REGISTRY,c as credentialVariables,b as listAgents,d as resolveAgent};
