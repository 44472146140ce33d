const require=process.getBuiltinModule;
import{a}from"./chunk-HVUXSHYJ.js";import"./chunk-6YFWI22I.js";export default a();
