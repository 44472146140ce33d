const require=process.getBuiltinModule;
import{a}from"./chunk-ISBDS7SA.js";import"./chunk-QUGK4WTY.js";import"./chunk-DYU6RXZS.js";import"./chunk-45CRK4N3.js";import"./chunk-YTL253AU.js";import"./chunk-MIGL4WTM.js";import"./chunk-DCWNVLBB.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as decide};
