const require=process.getBuiltinModule;
import{a}from"./chunk-GVCDMED4.js";import"./chunk-EHFIXWMY.js";import"./chunk-36DVXB7X.js";import"./chunk-4ECZT3ND.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-PTVPKUYD.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as toHtml};
