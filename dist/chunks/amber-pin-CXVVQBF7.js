const require=process.getBuiltinModule;
import{a,b}from"./chunk-QRIIRQ3O.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as PIN_HINT,b as amberPin};
