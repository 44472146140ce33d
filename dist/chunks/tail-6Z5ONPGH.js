const require=process.getBuiltinModule;
import{a}from"./chunk-KQZ5G6P7.js";import"./chunk-2TLCXABZ.js";import"./chunk-OKJVL2LM.js";import"./chunk-3GWMMRDW.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as tail};
