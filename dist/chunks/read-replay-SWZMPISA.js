const require=process.getBuiltinModule;
import{a}from"./chunk-XA7NTAM7.js";import"./chunk-H7W6HOBW.js";import"./chunk-BF3SXS5V.js";import"./joined.js";import"./chunk-MGAKFKP3.js";import"./joined.js";import"./chunk-IPSWAYFY.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as replay};
