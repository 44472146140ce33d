const require=process.getBuiltinModule;
import{a}from"./chunk-NG543RLI.js";import"./chunk-EK6KDKZ2.js";import"./chunk-OMBG2QBI.js";import"./chunk-5LHSEPW6.js";import"./chunk-PTVPKUYD.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as toHtml};
