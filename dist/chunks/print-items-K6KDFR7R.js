const require=process.getBuiltinModule;
import{a}from"./chunk-RI3EVWX2.js";import"./chunk-KDWZJVQP.js";import"./start.js";import"./main-shared.js";import"./main-shared.js";import"./chunk-MY4VRDAE.js";import"./chunk-LJTZADEM.js";import"./chunk-6ER2AY6B.js";import"./chunk-4NQBZHZH.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as printItems};
