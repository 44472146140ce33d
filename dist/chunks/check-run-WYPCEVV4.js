const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-SFEAU7V3.js";import"./chunk-67YVJ4KG.js";import"./chunk-ZT6KX3SW.js";import"./chunk-VX35ELXY.js";import"./chunk-5LHSEPW6.js";import"./chunk-PTVPKUYD.js";import"./joined.js";import"./chunk-DCWNVLBB.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as CHECK_NAME,c as LiveCheck,b as conclusionOf};
