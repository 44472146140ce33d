const require=process.getBuiltinModule;
import{a,b}from"./chunk-KAVOS7E2.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as INPUT_NAMES,b as inputWarnings};
