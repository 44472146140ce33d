const require=process.getBuiltinModule;
import{a}from"./chunk-5JEB6NMK.js";import"./chunk-G6KBMQ5Q.js";import"./chunk-724HQYO4.js";import"./chunk-63LPHDRN.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as decide};
