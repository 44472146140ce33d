const require=process.getBuiltinModule;
import{a}from"./chunk-HJXZ5LM3.js";import"./chunk-N7OOJOCJ.js";import"./chunk-MWJO5ZVB.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
