const require=process.getBuiltinModule;
import{a}from"./chunk-UV7OUUKM.js";import"./chunk-U26L4X3O.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as catchCancel};
