const require=process.getBuiltinModule;
import{a}from"./chunk-6KV7EXKZ.js";import"./chunk-UWRRFEH2.js";import"./chunk-63YWL3OZ.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./chunk-ONGHUQ2F.js";export{a as eventsRenderer};
