const require=process.getBuiltinModule;
import{a,b}from"./chunk-IHYLWSR5.js";import"./chunk-APCBV72K.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as platformOptions,b as platformToken};
