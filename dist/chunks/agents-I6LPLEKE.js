import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);
import{a,b,c,d}from"./chunk-C6WLYQUR.js";import"./chunk-DNCMGL5R.js";import"./chunk-3JSEJW3S.js";import"./chunk-4X3HZF55.js";import"./chunk-PEAM5PW6.js";export{a as REGISTRY,c as credentialVariables,b as listAgents,d as resolveAgent};
