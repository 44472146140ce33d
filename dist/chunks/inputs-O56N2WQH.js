const require=process.getBuiltinModule;
import{a}from"./chunk-U6UJOCBV.js";import"./chunk-2KDIA3VM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as readInputs};
