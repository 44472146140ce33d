const require=process.getBuiltinModule;
import{a}from"./chunk-UCEY2VKC.js";import"./chunk-6HJWCBOQ.js";import"./chunk-63YWL3OZ.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as tail};
