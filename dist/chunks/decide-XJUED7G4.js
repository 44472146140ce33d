const require=process.getBuiltinModule;
import{a}from"./chunk-2WLSMXY4.js";import"./chunk-QUGK4WTY.js";import"./chunk-DYU6RXZS.js";import"./chunk-45CRK4N3.js";import"./chunk-UCVWHLOJ.js";import"./chunk-MIGL4WTM.js";import"./chunk-DCWNVLBB.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as decide};
