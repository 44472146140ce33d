const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-D6OB6LZG.js";import"./chunk-3WTD7HGD.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{c as eventsRenderer,b as jsonRenderer,a as jsonlRenderer};
