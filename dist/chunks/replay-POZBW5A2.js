const require=process.getBuiltinModule;
import{a}from"./chunk-WP4BW7TL.js";import"./chunk-U3J457DI.js";import"./chunk-B6LML5MS.js";import"./chunk-VJKWXILM.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as replay};
