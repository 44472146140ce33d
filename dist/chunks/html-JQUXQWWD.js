const require=process.getBuiltinModule;
import{a}from"./chunk-4UKSAEA5.js";import"./chunk-VWZYW7NV.js";import"./chunk-TWW26SLE.js";import"./chunk-5TDI66EB.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as toHtml};
