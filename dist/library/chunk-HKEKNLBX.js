const require=process.getBuiltinModule;
import{c as t}from"./chunk-QMPN3BKH.js";var f=["local","platform","kubernetes"],i=100;async function S(e,{project:s,requestId:n}){if(e.made!==void 0)return e.made({project:s,requestId:n});let o=0;for await(let r of e.list(s)){if(r.metadata.annotations?.[t.requestId]===n)return r;if(o+=1,o===i)break}}export{f as a,S as b};
