const require=process.getBuiltinModule;
import{a}from"./chunk-XT33MPRE.js";import"./chunk-JDBNFTOQ.js";import"./chunk-ES3VB7E4.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-I2ELFVSE.js";import"./chunk-IVE2YY2F.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as toHtml};
