const require=process.getBuiltinModule;
import{a}from"./chunk-T3NC7CLE.js";import"./chunk-J6XVJXIH.js";import"./start-shared.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as contextOf};
