const require=process.getBuiltinModule;
import{a,b,c,d}from"./chunk-RYFGF57D.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{b as isSame,c as newSecret,a as readOrMakeToken,d as sign};
