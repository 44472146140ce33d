const require=process.getBuiltinModule;
import{a}from"./chunk-45UGVQJI.js";import"./start-shared.js";import"./start-shared.js";import"./chunk-AV2YV2RQ.js";export{a as contextOf};
