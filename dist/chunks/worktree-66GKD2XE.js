const require=process.getBuiltinModule;
import{b_LTVLCHKR as a,c_LTVLCHKR as b,d_LTVLCHKR as c}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as checkWorktree,c as pushRemote,a as worktree};
