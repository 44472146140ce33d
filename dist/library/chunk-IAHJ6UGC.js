const require=process.getBuiltinModule;
import{c as o}from"./chunk-LTI7TCXC.js";var f=["local","platform","kubernetes"],i=100;async function d(e,{project:s,requestId:n}){if(e.made!==void 0)return e.made({project:s,requestId:n});let t=0;for await(let r of e.list(s)){if(r.metadata.annotations?.[o.requestId]===n)return r;if(t+=1,t===i)break}}export{f as a,d as b};
