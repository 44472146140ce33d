const require=process.getBuiltinModule;
import{a}from"./chunk-VNO2746Q.js";import"./chunk-6HJWCBOQ.js";import"./chunk-63YWL3OZ.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as tail};
