const require=process.getBuiltinModule;
import{a}from"./chunk-BSHK757Z.js";import"./chunk-YU4REKDN.js";import"./chunk-FDFU7RAI.js";import"./start-shared.js";import"./chunk-ZXOXKJGD.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as kubernetesOptions};
