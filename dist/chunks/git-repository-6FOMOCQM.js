const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-5YHPW2G2.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{b as gitAuthor,c as githubOf,a as repositoryRoot};
