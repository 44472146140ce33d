const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-DYU6RXZS.js";import"./chunk-ONGHUQ2F.js";export{b as FORK_REVIEW,a as isForkReview,c as readEvent};
