const require=process.getBuiltinModule;
import{a}from"./chunk-ESTXMYLV.js";import"./chunk-J6XVJXIH.js";import"./start-shared.js";import"./main-shared.js";import"./chunk-AV2YV2RQ.js";export{a as contextOf};
