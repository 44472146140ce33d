const require=process.getBuiltinModule;
import{a}from"./chunk-76HEZANR.js";import"./chunk-UGKMNGAF.js";import"./chunk-MWJO5ZVB.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
