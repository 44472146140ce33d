const require=process.getBuiltinModule;
import{a}from"./chunk-ABM5M3D6.js";import"./chunk-LZ4Z65Y5.js";import"./chunk-2TLCXABZ.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as tail};
