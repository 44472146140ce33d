const require=process.getBuiltinModule;
import{a}from"./chunk-PYZV7SLV.js";import"./chunk-ELMA3QZQ.js";import"./chunk-25SIWD77.js";import"./joined.js";import"./chunk-HFQ3PV4C.js";import"./chunk-ONGHUQ2F.js";export{a as eventsRenderer};
