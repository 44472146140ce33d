const require=process.getBuiltinModule;
import{b as a,c as b}from"./chunk-67VAI2D3.js";import"./chunk-YU4GQSZS.js";import"./chunk-4UKWN662.js";import"./start-shared.js";import"./chunk-V3TMB466.js";import"./main-shared.js";import"./chunk-SAFX7BRZ.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{b as ensureLabel,a as openRepository};
