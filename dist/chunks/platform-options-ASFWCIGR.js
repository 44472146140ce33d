const require=process.getBuiltinModule;
import{a}from"./chunk-UDAIJPTB.js";import"./chunk-DEFO3Z34.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as platformOptions};
