const require=process.getBuiltinModule;
var r="configuration",e=(n,t)=>({name:n,status:"skip",detail:t});export{r as a,e as b};
