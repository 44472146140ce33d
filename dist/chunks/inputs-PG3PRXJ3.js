const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-DRKIET7V.js";import"./chunk-7HY5L3WX.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{c as engineOf,a as inputOf,b as readInputs};
