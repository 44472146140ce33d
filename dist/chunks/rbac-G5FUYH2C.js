const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-AXYKNGEO.js";import"./chunk-JGGILLFI.js";import"./chunk-XDENFU2C.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{c as ROLES,a as SERVE,b as SERVE_ROLE};
