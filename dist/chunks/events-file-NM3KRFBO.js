const require=process.getBuiltinModule;
import{a}from"./chunk-OVG5QSC5.js";import"./chunk-ZC3BGDON.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-ONGHUQ2F.js";export{a as eventsRenderer};
