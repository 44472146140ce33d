const require=process.getBuiltinModule;
import{a,b,c,d}from"./chunk-T57OI5IL.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as FORK_REVIEW,a as isForkReview,c as payloadAt,d as readEvent};
