const require=process.getBuiltinModule;
import{a,b}from"./chunk-4SZJWDHG.js";import"./run.js";import"./main-shared.js";import"./chunk-MY4VRDAE.js";import"./chunk-LJTZADEM.js";import"./chunk-6ER2AY6B.js";import"./chunk-4NQBZHZH.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{b as LivePart,a as RIGHT_MARGIN};
