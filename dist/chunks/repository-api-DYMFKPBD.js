const require=process.getBuiltinModule;
import{c as a,d as b}from"./chunk-UC7OQ4WK.js";import"./chunk-V75SR2G4.js";import"./chunk-RM5M3IBR.js";import"./chunk-4UKWN662.js";import"./start-shared.js";import"./chunk-V3TMB466.js";import"./main-shared.js";import"./chunk-SAFX7BRZ.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{b as ensureLabel,a as openRepository};
