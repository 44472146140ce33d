const require=process.getBuiltinModule;
import{b as t}from"./chunk-3LVMRGZI.js";function f({out:n,redactor:o}){return{update(d){let e="";for(let r of d)if(r.type==="event")for(let i of t(r,o))e+=`${i}
`;return e===""?void 0:n.write(e)},close:async()=>{}}}export{f as a};
