const require=process.getBuiltinModule;
import{a_JNLRZNGX as a}from"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as printObject};
