const require=process.getBuiltinModule;
import{a}from"./chunk-XKYEYDRZ.js";import"./chunk-MGJ3IVYK.js";import"./chunk-DCWNVLBB.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as confirmStop};
