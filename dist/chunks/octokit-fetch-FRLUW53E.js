const require=process.getBuiltinModule;
import{a,b}from"./chunk-V75SR2G4.js";import"./chunk-RM5M3IBR.js";import"./chunk-4UKWN662.js";import"./chunk-V3TMB466.js";import"./main-shared.js";import"./chunk-SAFX7BRZ.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as GITHUB_REQUESTS,b as fetchThrough};
