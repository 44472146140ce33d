const require=process.getBuiltinModule;
import{a}from"./chunk-NJY5WXSU.js";import"./chunk-2TLCXABZ.js";import"./chunk-6TWLUTRY.js";import"./joined.js";import"./joined.js";import"./chunk-3GWMMRDW.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as tail};
