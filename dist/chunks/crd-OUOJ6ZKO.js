const require=process.getBuiltinModule;
import{a}from"./chunk-NCIFTLVO.js";import"./chunk-ZQAV57FY.js";import"./chunk-MPQ2WWGB.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
