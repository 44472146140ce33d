const require=process.getBuiltinModule;
import{a}from"./chunk-4UKS3YJR.js";import"./chunk-2V4JCIW7.js";import"./chunk-MIGL4WTM.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as handOver};
