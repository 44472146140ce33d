const require=process.getBuiltinModule;
import{a,b,c,d,e,f}from"./chunk-3T2C53DB.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{d as FORK_REVIEW,c as GHOST,a as isForkReview,b as isRepo,e as payloadAt,f as readEvent};
