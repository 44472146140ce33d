const require=process.getBuiltinModule;
import{a}from"./chunk-45UGVQJI.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as contextOf};
