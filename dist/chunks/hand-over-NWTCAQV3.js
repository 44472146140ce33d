const require=process.getBuiltinModule;
import{a}from"./chunk-DGMJY5XT.js";import"./chunk-OB5MPF3J.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
