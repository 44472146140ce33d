const require=process.getBuiltinModule;
import{a}from"./chunk-BPI5BXJY.js";import"./chunk-QS27GUW6.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
