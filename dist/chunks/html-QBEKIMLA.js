const require=process.getBuiltinModule;
import{a}from"./chunk-SN2T5756.js";import"./chunk-IT6YI6UR.js";import"./chunk-GUA66COS.js";import"./chunk-4ECZT3ND.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-IPSWAYFY.js";import"./chunk-PTVPKUYD.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as toHtml};
