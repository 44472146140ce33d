const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-X7OAMSC7.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{c as engineOf,a as inputOf,b as readInputs};
