const require=process.getBuiltinModule;
import{a}from"./chunk-XLYDWEZB.js";import"./chunk-X474M57A.js";import"./chunk-PJIH43EI.js";import"./start-shared.js";import"./chunk-W4MZW35Y.js";import"./chunk-SAFX7BRZ.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as kubernetesOptions};
