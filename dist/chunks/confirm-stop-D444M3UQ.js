const require=process.getBuiltinModule;
import{a}from"./chunk-JNOL7GGL.js";import"./chunk-PYF5O57Z.js";import"./chunk-EWV5M5FK.js";import"./chunk-WDL4DC4T.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as confirmStop};
