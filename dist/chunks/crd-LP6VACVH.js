const require=process.getBuiltinModule;
import{a}from"./chunk-C37DMBSO.js";import"./chunk-ZQAV57FY.js";import"./chunk-3UCMQD6S.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as CRD};
