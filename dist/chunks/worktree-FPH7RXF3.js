const require=process.getBuiltinModule;
import{b_PL3BZLPV as a,c_PL3BZLPV as b,d_PL3BZLPV as c}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as checkWorktree,c as pushRemote,a as worktree};
