const require=process.getBuiltinModule;
import{a}from"./chunk-OWTCRJNR.js";import"./chunk-WNQ36LBO.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
