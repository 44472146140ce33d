const require=process.getBuiltinModule;
import{a,b}from"./chunk-VGAFXTDV.js";import"./chunk-MWJO5ZVB.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as engineOf,a as readInputs};
