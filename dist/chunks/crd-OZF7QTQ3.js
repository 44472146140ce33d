const require=process.getBuiltinModule;
import{a}from"./chunk-PWKJXLJW.js";import"./chunk-DZUL42QH.js";import"./chunk-ZQAV57FY.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
