const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-JO5RTRM4.js";import"./chunk-TCQKQMNN.js";import"./chunk-ZT6KX3SW.js";import"./chunk-VX35ELXY.js";import"./chunk-FFPUJKVI.js";import"./joined.js";import"./joined.js";import"./chunk-DCWNVLBB.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as CHECK_NAME,c as LiveCheck,b as conclusionOf};
