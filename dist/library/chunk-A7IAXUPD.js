const require=process.getBuiltinModule;
import{c as r}from"./chunk-ZO6RIBLY.js";var f=["local","platform","kubernetes"],t=100;async function S(e,{project:s,requestId:n}){if(e.made!==void 0)return e.made({project:s,requestId:n});let o=0;for await(let i of e.list(s)){if(i.metadata.annotations?.[r.requestId]===n)return i;if(o+=1,o===t)break}}export{f as a,S as b};
