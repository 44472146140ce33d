const require=process.getBuiltinModule;
import{a}from"./chunk-CJAKJCX7.js";import"./chunk-ODJ2XDYE.js";import"./chunk-EKUEXYBS.js";import"./chunk-5IJDZXYV.js";import"./chunk-NGAKFQTA.js";import"./chunk-M3YNWMB6.js";import"./chunk-ZQG6I2HN.js";import"./chunk-DCWNVLBB.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as detach};
