const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-5JYIPMP3.js";import"./chunk-JGGILLFI.js";import"./chunk-W6D5SDAE.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{c as ROLES,a as SERVE,b as SERVE_ROLE};
