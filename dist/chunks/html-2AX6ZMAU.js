const require=process.getBuiltinModule;
import{a}from"./chunk-SRPHSW2I.js";import"./chunk-U7Y6XVMP.js";import"./chunk-56KQCWGH.js";import"./chunk-VR7MBEVC.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-HFQ3PV4C.js";import"./chunk-PTVPKUYD.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as toHtml};
