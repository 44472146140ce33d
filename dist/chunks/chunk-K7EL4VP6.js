import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);
import{b as t}from"./chunk-OAAR7DOQ.js";function p({out:n,redactor:o}){return{update(d){let e="";for(let r of d)r.type==="event"&&(e+=`${t(r,o)}
`);return e===""?void 0:n.write(e)},close:async()=>{}}}export{p as a};
