const require=process.getBuiltinModule;
import{a_V6OZW2AC as a,b_V6OZW2AC as b}from"./start.js";import"./chunk-AV2YV2RQ.js";export{a as printObject,b as redacted};
