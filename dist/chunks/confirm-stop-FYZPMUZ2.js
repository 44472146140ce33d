const require=process.getBuiltinModule;
import{a}from"./chunk-CKQFGFHJ.js";import"./chunk-PYF5O57Z.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as confirmStop};
