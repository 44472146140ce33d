const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-5O5FFBR2.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as planFiles,c as textAt,b as writeFiles};
