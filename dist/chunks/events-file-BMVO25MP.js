const require=process.getBuiltinModule;
import{a}from"./chunk-4P2X5DMJ.js";import"./chunk-3LVMRGZI.js";import"./chunk-63YWL3OZ.js";import"./chunk-UR33KBH4.js";import"./chunk-ONGHUQ2F.js";export{a as eventsRenderer};
