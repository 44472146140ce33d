const require=process.getBuiltinModule;
import{c_YNOL5JCE as e}from"./joined.js";var o=()=>process.getBuiltinModule("node:fs");var n=(...t)=>o().readFileSync(...t);function p(t){try{return JSON.parse(e(n(t??""),"the payload","USAGE"))}catch{return}}export{p as a};
