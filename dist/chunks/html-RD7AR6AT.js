const require=process.getBuiltinModule;
import{a}from"./chunk-LHHNHEWV.js";import"./chunk-UULKJGXA.js";import"./chunk-OMBG2QBI.js";import"./chunk-FFPUJKVI.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as toHtml};
