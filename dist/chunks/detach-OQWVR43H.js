const require=process.getBuiltinModule;
import{a}from"./chunk-RXQLGKIX.js";import"./chunk-4AWBAG2L.js";import"./chunk-LJCPC2VW.js";import"./chunk-CWHQNRN4.js";import"./chunk-DH4JZ7WO.js";import"./chunk-63LPHDRN.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as detach};
