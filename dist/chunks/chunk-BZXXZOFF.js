const require=process.getBuiltinModule;
import{a as s}from"./chunk-UDAIJPTB.js";function d(e,n){let{settings:i,redactor:o}=n,{kubeconfig:c,context:p,as:u,asGroup:a,caFile:f,insecureSkipTlsVerify:l,apiUrl:r}=i;return{kubeconfig:c,context:p,as:u,asGroups:a,insecure:l,...r===void 0&&{caFile:f},env:e.env,clock:e.clock,learn:t=>o.learn(t),notice:t=>{e.stderr.write(`${o.all(t)}
`)},...r!==void 0&&{backend:()=>s(e,n)}}}export{d as a};
