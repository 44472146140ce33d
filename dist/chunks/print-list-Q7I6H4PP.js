const require=process.getBuiltinModule;
import{a}from"./chunk-4GRLNPK4.js";import"./chunk-PDT6XQ7C.js";import"./joined.js";import"./chunk-FGOI6A7D.js";import"./chunk-62XUURZ3.js";import"./chunk-PUSDLRKS.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{a as printItems};
