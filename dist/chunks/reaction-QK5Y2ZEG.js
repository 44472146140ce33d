const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-HP33S4R7.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{c as react,b as reactionTo,a as targetOf};
