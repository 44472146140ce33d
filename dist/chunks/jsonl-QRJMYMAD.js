const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-AO7JQ6XC.js";import"./chunk-JLBGIQ7I.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{c as eventsRenderer,b as jsonRenderer,a as jsonlRenderer};
