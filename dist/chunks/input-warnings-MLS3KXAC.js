const require=process.getBuiltinModule;
import{a,b}from"./chunk-X6X3MRWT.js";import"./joined.js";import"./chunk-IPSWAYFY.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as INPUT_NAMES,b as inputWarnings};
