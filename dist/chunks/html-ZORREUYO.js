const require=process.getBuiltinModule;
import{a}from"./chunk-R5VBGSQE.js";import"./chunk-3HZHFP5V.js";import"./chunk-TWW26SLE.js";import"./chunk-RR6WYWQL.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as toHtml};
