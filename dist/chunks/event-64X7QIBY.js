const require=process.getBuiltinModule;
import{a,b,c,d}from"./chunk-75SXS6FN.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as FORK_REVIEW,a as isForkReview,c as payloadAt,d as readEvent};
