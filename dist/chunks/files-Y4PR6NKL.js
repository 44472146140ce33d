const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-6MZM5JVW.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as planFiles,c as textAt,b as writeFiles};
