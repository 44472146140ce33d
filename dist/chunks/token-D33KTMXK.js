const require=process.getBuiltinModule;
import{a,b,c,d}from"./chunk-RYFGF57D.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{b as isSame,c as newSecret,a as readOrMakeToken,d as sign};
