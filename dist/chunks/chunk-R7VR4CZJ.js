const require=process.getBuiltinModule;
import{a as c,b as p}from"./chunk-IHYLWSR5.js";function k(e,t){let{settings:n,redactor:o}=t,{kubeconfig:a,context:u,as:l,asGroup:d,caFile:v,insecureSkipTlsVerify:m,apiUrl:s}=n,i=r=>{e.stderr.write(`${o.all(r)}
`)};return{kubeconfig:a,context:u,as:l,asGroups:d,insecure:m,...s===void 0&&{caFile:v},env:e.env,clock:e.clock,learn:r=>o.learn(r),notice:i,events:{...s!==void 0&&{backend:()=>c(e,t)},eventsService:n.eventsService,token:p(e,t),namespace:n.project,...(e.argv.includes("-v")||e.argv.includes("--verbose"))&&{detail:i}}}}export{k as a};
