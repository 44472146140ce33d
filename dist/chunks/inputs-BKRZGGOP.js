const require=process.getBuiltinModule;
import{a}from"./chunk-W2VGQB2M.js";import"./chunk-2KDIA3VM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as readInputs};
