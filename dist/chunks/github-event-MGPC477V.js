const require=process.getBuiltinModule;
import{a,b,c,d,e,f}from"./chunk-4HAHLQDD.js";import"./chunk-6ER2AY6B.js";import"./chunk-4NQBZHZH.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{d as FORK_REVIEW,c as GHOST,a as isForkReview,b as isRepo,e as payloadAt,f as readEvent};
