const require=process.getBuiltinModule;
import{a}from"./chunk-UP3WLI6H.js";import"./chunk-2TLCXABZ.js";import"./chunk-HZGVLERT.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as tail};
