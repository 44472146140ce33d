const require=process.getBuiltinModule;
import{a}from"./chunk-NTIBLIHM.js";import"./chunk-4JXVHYFX.js";import"./chunk-B6LML5MS.js";import"./chunk-VJKWXILM.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as replay};
