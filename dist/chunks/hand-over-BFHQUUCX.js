const require=process.getBuiltinModule;
import{a}from"./chunk-GB2LFFGA.js";import"./chunk-X7OAMSC7.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
