const require=process.getBuiltinModule;
import{a}from"./chunk-XZ7MYCYD.js";import"./chunk-ZOLVJARL.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-ONGHUQ2F.js";export{a as eventsRenderer};
