const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-25VJH5UL.js";import"./chunk-W5XCL2KW.js";import"./chunk-ZT6KX3SW.js";import"./chunk-VX35ELXY.js";import"./chunk-5TDI66EB.js";import"./joined.js";import"./joined.js";import"./chunk-DCWNVLBB.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as CHECK_NAME,c as LiveCheck,b as conclusionOf};
