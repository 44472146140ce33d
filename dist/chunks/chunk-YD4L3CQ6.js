const require=process.getBuiltinModule;
import{a as c}from"./chunk-DVF6AVU3.js";import{a_VTD4BZ4M as r}from"./joined.js";async function w({stdout:e},{settings:i,redactor:o},n,{columns:p,row:l,name:f,json:a,whole:d}){let m=a===void 0?n:n.map(a);switch(i.output){case"json":case"yaml":return r(e,o,i.output,{items:m});case"jsonl":for(let t of m)await r(e,o,"jsonl",t);return;case"name":for(let t of n){let s=f(t);s!==void 0&&await e.write(`${s}
`)}return;case"text":{let t=e.isTTY&&d!==!0?e.columns:void 0;await e.write(o.all(c(p,n.map(l),t)))}}}export{w as a};
