const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-UDMXTXTM.js";import"./chunk-TSCPSGUL.js";import"./chunk-IKS3WH6Y.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{c as ROLES,a as SERVE,b as SERVE_ROLE};
