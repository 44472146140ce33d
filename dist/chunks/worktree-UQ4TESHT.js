const require=process.getBuiltinModule;
import{b_66SLSTAP as a,c_66SLSTAP as b,d_66SLSTAP as c}from"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";export{b as checkWorktree,c as pushRemote,a as worktree};
