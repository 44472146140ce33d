const require=process.getBuiltinModule;
import{c as i}from"./chunk-BB2PK7PG.js";var f=["local","platform","kubernetes"],r=100;async function S(e,{project:s,requestId:n}){if(e.made!==void 0)return e.made({project:s,requestId:n});let o=0;for await(let t of e.list(s)){if(t.metadata.annotations?.[i.requestId]===n)return t;if(o+=1,o===r)break}}export{f as a,S as b};
