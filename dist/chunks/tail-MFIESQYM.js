const require=process.getBuiltinModule;
import{a}from"./chunk-G5HBWEML.js";import"./chunk-B6LML5MS.js";import"./chunk-63YWL3OZ.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as tail};
