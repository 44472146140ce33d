const require=process.getBuiltinModule;
import{b_MOHKDIG6 as a,c_MOHKDIG6 as b,d_MOHKDIG6 as c}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as checkWorktree,c as pushRemote,a as worktree};
