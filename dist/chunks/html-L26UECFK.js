const require=process.getBuiltinModule;
import{a}from"./chunk-ASMHN55G.js";import"./chunk-ONI5QJ3D.js";import"./chunk-LLYVNQTL.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-I2ELFVSE.js";import"./chunk-IVE2YY2F.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as toHtml};
