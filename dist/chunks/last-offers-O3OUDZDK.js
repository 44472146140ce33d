const require=process.getBuiltinModule;
import{a_4JOXXTZ5 as a,b_4JOXXTZ5 as b}from"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./start-shared.js";import"./chunk-6ER2AY6B.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as keepOffers,b as lastOffered};
