const require=process.getBuiltinModule;
import{a}from"./chunk-E2KOOUGL.js";import"./chunk-THYAZWGK.js";import"./chunk-P7AZMMLU.js";import"./chunk-DS7FHUNI.js";import"./chunk-NGAKFQTA.js";import"./chunk-3VOUON4C.js";import"./chunk-MGJ3IVYK.js";import"./chunk-DCWNVLBB.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as detach};
