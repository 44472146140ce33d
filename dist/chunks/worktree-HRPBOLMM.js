const require=process.getBuiltinModule;
import{b_YOQ2FTOB as a,c_YOQ2FTOB as b,d_YOQ2FTOB as c}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{b as checkWorktree,c as pushRemote,a as worktree};
