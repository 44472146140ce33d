const require=process.getBuiltinModule;
import{b_AN2H6RDE as a,c_AN2H6RDE as b,d_AN2H6RDE as c}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{b as checkWorktree,c as pushRemote,a as worktree};
