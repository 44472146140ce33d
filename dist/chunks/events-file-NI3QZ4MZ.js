const require=process.getBuiltinModule;
import{a}from"./chunk-ASTE2OXI.js";import"./chunk-AENLBBY6.js";import"./chunk-VJKWXILM.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./chunk-ONGHUQ2F.js";export{a as eventsRenderer};
