const require=process.getBuiltinModule;
import{a}from"./chunk-PWTSHWGX.js";import"./chunk-ZQAV57FY.js";import"./chunk-FHS3JJPJ.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
