const require=process.getBuiltinModule;
import{a}from"./chunk-VQNFNNUM.js";import"./chunk-3XQWDTXF.js";import"./chunk-ES3VB7E4.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-YWMWWBUE.js";import"./chunk-I2ELFVSE.js";import"./chunk-IVE2YY2F.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as toHtml};
