const require=process.getBuiltinModule;
import{a}from"./chunk-IBGXHLAM.js";import"./chunk-ZS77HVK6.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
