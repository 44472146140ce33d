const require=process.getBuiltinModule;
import{a as c,b as p}from"./chunk-674RZPEZ.js";function k(e,t){let{settings:n,redactor:s}=t,{kubeconfig:a,context:u,as:l,asGroup:d,caFile:v,insecureSkipTlsVerify:m,apiUrl:r}=n,i=o=>{e.stderr.write(`${s.all(o)}
`)};return{kubeconfig:a,context:u,as:l,asGroups:d,insecure:m,...r===void 0&&{caFile:v},env:e.env,clock:e.clock,learn:o=>s.learn(o),notice:i,apiUrl:r,events:{...r!==void 0&&{backend:()=>c(e,t)},eventsService:n.eventsService,token:p(e,t),namespace:n.project,...(e.argv.includes("-v")||e.argv.includes("--verbose"))&&{detail:i}}}}export{k as a};
