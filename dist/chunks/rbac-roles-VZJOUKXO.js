const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-IJ26U6TS.js";import"./chunk-TSCPSGUL.js";import"./chunk-UD2UO5DM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{c as ROLES,a as SERVE,b as SERVE_ROLE};
