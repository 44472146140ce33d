const require=process.getBuiltinModule;
import{a}from"./chunk-PWTSHWGX.js";import"./chunk-ZQAV57FY.js";import"./chunk-FHS3JJPJ.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
