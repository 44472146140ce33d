const require=process.getBuiltinModule;
import{a}from"./chunk-44WQ6P65.js";import"./chunk-WO6Y44JT.js";import"./start.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-KSEU5IPU.js";import"./chunk-J3VCLLDR.js";import"./chunk-6ER2AY6B.js";import"./chunk-SAFX7BRZ.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as printItems};
