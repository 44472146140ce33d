const require=process.getBuiltinModule;
import{a as s}from"./chunk-ZSAF2PX7.js";import{a_JNLRZNGX as r}from"./joined.js";async function y({stdout:e},{settings:i,redactor:o},n,{columns:c,row:m,name:l,whole:p}){switch(i.output){case"json":case"yaml":return r(e,o,i.output,{items:n});case"jsonl":for(let t of n)await r(e,o,"jsonl",t);return;case"name":for(let t of n){let a=l(t);a!==void 0&&await e.write(`${a}
`)}return;case"text":{let t=e.isTTY&&p!==!0?e.columns:void 0;await e.write(o.all(s(c,n.map(m),t)))}}}export{y as a};
