const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-53FMH5IN.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as gitAuthor,c as githubOf,a as repositoryRoot};
