const require=process.getBuiltinModule;
import{a}from"./chunk-6NH4LMMX.js";import"./chunk-PYF5O57Z.js";import"./chunk-EWV5M5FK.js";import"./chunk-MGAKFKP3.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as awaitRunning};
