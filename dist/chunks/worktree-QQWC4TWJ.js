const require=process.getBuiltinModule;
import{b_AJ3MVC5W as a,c_AJ3MVC5W as b,d_AJ3MVC5W as c}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as checkWorktree,c as pushRemote,a as worktree};
