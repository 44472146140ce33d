const require=process.getBuiltinModule;
import{a}from"./chunk-QKEKREQN.js";import"./chunk-ONGHUQ2F.js";export{a as TIMING};
