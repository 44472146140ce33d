const require=process.getBuiltinModule;
import{a}from"./chunk-U2OPKJG3.js";import"./chunk-ONGHUQ2F.js";export{a as TIMING};
