const require=process.getBuiltinModule;
import{a}from"./chunk-J6XVJXIH.js";import"./chunk-AV2YV2RQ.js";export{a as toolkitContext};
