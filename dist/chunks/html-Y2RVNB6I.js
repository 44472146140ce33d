const require=process.getBuiltinModule;
import{a}from"./chunk-4ASJDOND.js";import"./chunk-AFJKQIDP.js";import"./chunk-234YNJ63.js";import"./chunk-5TDI66EB.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./chunk-PTVPKUYD.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as toHtml};
