const require=process.getBuiltinModule;
import{a}from"./chunk-PZ2P7XPH.js";import"./chunk-BF3SXS5V.js";import"./chunk-2TLCXABZ.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as tail};
