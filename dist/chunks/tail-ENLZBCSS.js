const require=process.getBuiltinModule;
import{a}from"./chunk-DGTOQ5BJ.js";import"./chunk-6TWLUTRY.js";import"./chunk-2TLCXABZ.js";import"./joined.js";import"./joined.js";import"./chunk-3GWMMRDW.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as tail};
