const require=process.getBuiltinModule;
var e=()=>process.getBuiltinModule("node:fs");var n=(...t)=>e().readFileSync(...t);function r(t){try{return JSON.parse(n(t??"","utf8"))}catch{return}}export{r as a};
