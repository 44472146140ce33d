const require=process.getBuiltinModule;
import{b as a,c as b}from"./chunk-S5V5YKDK.js";import"./chunk-AY3GW7WX.js";import"./chunk-H5S4WMJ6.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as ensureLabel,a as openRepository};
