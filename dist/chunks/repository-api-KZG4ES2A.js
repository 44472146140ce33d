const require=process.getBuiltinModule;
import{b as a,c as b}from"./chunk-TDIFMSRR.js";import"./chunk-4UKWN662.js";import"./joined.js";import"./chunk-FY6SLSXY.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as ensureLabel,a as openRepository};
