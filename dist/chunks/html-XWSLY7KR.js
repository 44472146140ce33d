const require=process.getBuiltinModule;
import{a}from"./chunk-MY3K4R5X.js";import"./chunk-2IYWXJZL.js";import"./chunk-36DVXB7X.js";import"./chunk-VNH5UYNN.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-PTVPKUYD.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as toHtml};
