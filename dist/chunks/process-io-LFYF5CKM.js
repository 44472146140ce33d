const require=process.getBuiltinModule;
import{a_WHYFFCMN as a,b_WHYFFCMN as b}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as keepHeapSteady,a as processIo};
