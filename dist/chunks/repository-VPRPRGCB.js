const require=process.getBuiltinModule;
import{a,b}from"./chunk-A2MLKIMB.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as githubOf,a as repositoryRoot};
