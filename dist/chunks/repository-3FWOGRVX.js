const require=process.getBuiltinModule;
import{a,b}from"./chunk-7N3BSE2A.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as githubOf,a as repositoryRoot};
