const require=process.getBuiltinModule;
import{b as a,c as b}from"./chunk-2WLJXH3L.js";import"./chunk-AY3GW7WX.js";import"./chunk-WAWVSKN2.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as ensureLabel,a as openRepository};
