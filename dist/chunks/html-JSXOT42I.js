const require=process.getBuiltinModule;
import{a}from"./chunk-7CGCZWGE.js";import"./chunk-54GJ5MKI.js";import"./chunk-SVCMIQ26.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-YWMWWBUE.js";import"./chunk-62XUURZ3.js";import"./chunk-PUSDLRKS.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as toHtml};
