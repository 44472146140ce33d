const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-NMR5E22X.js";import"./chunk-CFVOICZF.js";import"./chunk-ENE2ELUY.js";import"./chunk-VX35ELXY.js";import"./chunk-5LHSEPW6.js";import"./chunk-PTVPKUYD.js";import"./joined.js";import"./chunk-DCWNVLBB.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as CHECK_NAME,c as LiveCheck,b as conclusionOf};
