const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-XN6KYUZT.js";import"./chunk-WSXSESRJ.js";import"./chunk-ZT6KX3SW.js";import"./chunk-VX35ELXY.js";import"./chunk-RR6WYWQL.js";import"./joined.js";import"./joined.js";import"./chunk-DCWNVLBB.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as CHECK_NAME,c as LiveCheck,b as conclusionOf};
