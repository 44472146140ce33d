const require=process.getBuiltinModule;
import{b as a,c as b}from"./chunk-WUFXLKU6.js";import"./chunk-4UKWN662.js";import"./joined.js";import"./chunk-B6UPHW25.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as ensureLabel,a as openRepository};
