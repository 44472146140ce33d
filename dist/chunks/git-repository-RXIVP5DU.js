const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-BQK532QG.js";import"./main-shared.js";import"./chunk-AV2YV2RQ.js";export{b as gitAuthor,c as githubOf,a as repositoryRoot};
