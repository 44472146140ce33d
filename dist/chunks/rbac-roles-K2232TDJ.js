const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-U2WNYRS6.js";import"./chunk-HNCBVH4L.js";import"./chunk-FHS3JJPJ.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{c as ROLES,a as SERVE,b as SERVE_ROLE};
