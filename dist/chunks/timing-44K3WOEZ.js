const require=process.getBuiltinModule;
import{a}from"./chunk-45IWCMKT.js";import"./chunk-ONGHUQ2F.js";export{a as TIMING};
