const require=process.getBuiltinModule;
import{a,b}from"./chunk-YU4REKDN.js";import"./chunk-FDFU7RAI.js";import"./start-shared.js";import"./chunk-ZXOXKJGD.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as platformOptions,b as platformToken};
