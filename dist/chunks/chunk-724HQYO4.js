const require=process.getBuiltinModule;
var r="<!-- amber";var n=/^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/;function t(e){return typeof e=="string"&&n.test(e)&&!e.includes("..")}export{r as a,t as b};
