const require=process.getBuiltinModule;
import{a_YXAWE5VR as a,b_YXAWE5VR as b}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as keepHeapSteady,a as processIo};
