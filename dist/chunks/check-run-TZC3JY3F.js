const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-HH2MDW66.js";import"./chunk-OBXYO4ST.js";import"./chunk-ZT6KX3SW.js";import"./chunk-VX35ELXY.js";import"./chunk-VNBWBTZK.js";import"./chunk-PTVPKUYD.js";import"./joined.js";import"./chunk-DCWNVLBB.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as CHECK_NAME,c as LiveCheck,b as conclusionOf};
