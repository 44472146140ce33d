const require=process.getBuiltinModule;
var r=e=>e==="write"||e==="maintain"||e==="admin";export{r as a};
