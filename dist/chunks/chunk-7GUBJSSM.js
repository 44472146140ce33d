const require=process.getBuiltinModule;
import{b as i,c as r}from"./chunk-QG7YQQ37.js";var a="configuration",o=(t,n)=>({name:t,status:"skip",detail:n});function l(t,n){let e=i(n)?n.hint:void 0;return{name:t,status:"fail",detail:r(n),...e===void 0?{}:{hint:e}}}export{a,o as b,l as c};
