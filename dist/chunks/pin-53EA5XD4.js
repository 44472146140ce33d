const require=process.getBuiltinModule;
import{a,b}from"./chunk-LJVOMV7Y.js";import"./main-shared.js";import"./chunk-AV2YV2RQ.js";export{a as PIN_HINT,b as amberPin};
