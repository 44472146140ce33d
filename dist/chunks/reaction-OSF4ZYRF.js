const require=process.getBuiltinModule;
import{a,b}from"./chunk-DZMCPJ3G.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as react,a as targetOf};
