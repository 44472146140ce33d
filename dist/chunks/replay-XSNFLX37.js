const require=process.getBuiltinModule;
import{a}from"./chunk-KQTFS7LL.js";import"./chunk-ZP4Y6WOS.js";import"./chunk-B6LML5MS.js";import"./chunk-63YWL3OZ.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as replay};
