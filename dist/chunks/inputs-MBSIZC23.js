const require=process.getBuiltinModule;
import{a}from"./chunk-4D7ZHFJX.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as readInputs};
