const require=process.getBuiltinModule;
import{a}from"./chunk-S36GKTEJ.js";import"./chunk-4KICWOYQ.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
