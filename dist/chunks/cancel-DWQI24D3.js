const require=process.getBuiltinModule;
import{a}from"./chunk-DLTEFHHL.js";import"./chunk-JECCJ4QP.js";import"./chunk-ONGHUQ2F.js";export{a as catchCancel};
