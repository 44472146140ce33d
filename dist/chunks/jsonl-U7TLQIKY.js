const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-35F46AIG.js";import"./chunk-TKUDNTUN.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{c as eventsRenderer,b as jsonRenderer,a as jsonlRenderer};
