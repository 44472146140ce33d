const require=process.getBuiltinModule;
import{a}from"./chunk-RZEEKI63.js";import"./chunk-SYKHVHAT.js";import"./chunk-HIS4WYKW.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as toHtml};
