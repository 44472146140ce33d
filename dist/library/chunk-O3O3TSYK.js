const require=process.getBuiltinModule;
import{c as t}from"./chunk-LTI7TCXC.js";var f=["local","platform","kubernetes"],i=100;async function S(e,{project:s,requestId:n}){if(e.made!==void 0)return e.made({project:s,requestId:n});let r=0;for await(let o of e.list(s)){if(o.metadata.annotations?.[t.requestId]===n)return o;if(r+=1,r===i)break}}export{f as a,S as b};
