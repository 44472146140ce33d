const require=process.getBuiltinModule;
import{a}from"./chunk-I5KSEUUF.js";import"./chunk-W5DWNLWQ.js";import"./chunk-P7AZMMLU.js";import"./chunk-GBZJEOLE.js";import"./chunk-OKG7RYMY.js";import"./chunk-3VOUON4C.js";import"./chunk-MGJ3IVYK.js";import"./chunk-DCWNVLBB.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as detach};
