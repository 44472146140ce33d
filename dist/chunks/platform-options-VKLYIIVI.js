const require=process.getBuiltinModule;
import{a,b}from"./chunk-ZA5IT5S4.js";import"./chunk-NX5Z5IKU.js";import"./start-shared.js";import"./chunk-W4MZW35Y.js";import"./chunk-4NQBZHZH.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as platformOptions,b as platformToken};
