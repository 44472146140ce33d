const require=process.getBuiltinModule;
import{a}from"./chunk-YONNFLNJ.js";import"./chunk-BI6HN6SL.js";import"./chunk-MWJO5ZVB.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
