const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-VFV2ZBVM.js";import"./chunk-JLBGIQ7I.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-ONGHUQ2F.js";export{c as eventsRenderer,b as jsonRenderer,a as jsonlRenderer};
