const require=process.getBuiltinModule;
import{a}from"./chunk-Z5UR6HD4.js";import"./chunk-L32NATSW.js";import"./chunk-MWJO5ZVB.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
