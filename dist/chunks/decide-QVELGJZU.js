const require=process.getBuiltinModule;
import{a}from"./chunk-D47LN4PK.js";import"./chunk-LRLBSNAJ.js";import"./chunk-PLBZDZZ6.js";import"./chunk-AXC6DVZY.js";import"./chunk-2KDIA3VM.js";import"./chunk-CQR52Y5S.js";import"./chunk-DCWNVLBB.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as decide};
