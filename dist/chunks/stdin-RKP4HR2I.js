const require=process.getBuiltinModule;
import{a}from"./chunk-6KWJQGJX.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as readStdin};
