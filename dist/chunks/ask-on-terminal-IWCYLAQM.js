const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-ID5VLOUG.js";import"./chunk-ES3VB7E4.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-I2ELFVSE.js";import"./chunk-IVE2YY2F.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{c as askLine,b as askOnTerminal,a as confirm};
