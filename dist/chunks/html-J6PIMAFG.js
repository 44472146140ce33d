const require=process.getBuiltinModule;
import{a}from"./chunk-XJOPJ6GK.js";import"./chunk-PIRHBV2U.js";import"./chunk-4CZWUSUQ.js";import"./joined.js";import"./chunk-BF2KNQC4.js";import"./chunk-IVE2YY2F.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as toHtml};
