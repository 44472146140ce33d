const require=process.getBuiltinModule;
import{a}from"./chunk-M3YNWMB6.js";import"./chunk-ZQG6I2HN.js";import"./chunk-DCWNVLBB.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as confirmStop};
