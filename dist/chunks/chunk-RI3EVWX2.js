const require=process.getBuiltinModule;
import{a as c,b as l}from"./chunk-KDWZJVQP.js";import{a_VTD4BZ4M as a}from"./start.js";async function x({stdout:e},{settings:i,redactor:r},n,{columns:p,row:y,name:d,json:s,whole:f,notes:u,tone:T}){let m=s===void 0?n:n.map(s);switch(i.output){case"json":case"yaml":return a(e,r,i.output,{items:m});case"jsonl":for(let t of m)await a(e,r,"jsonl",t);return;case"name":for(let t of n){let o=d(t);o!==void 0&&await e.write(`${o}
`)}return;case"text":{let t=e.isTTY&&f!==!0?e.columns:void 0,o=u===!0?l:c;await e.write(r.all(o(p,n.map(y),t,T)))}}}export{x as a};
