const require=process.getBuiltinModule;
import{a as m}from"./chunk-JEAL6CZF.js";import{a_B2WH5GZN as r}from"./joined.js";async function y({stdout:e},{settings:i,redactor:t},n,{columns:s,row:c,name:p}){switch(i.output){case"json":case"yaml":return r(e,t,i.output,{items:n});case"jsonl":for(let o of n)await r(e,t,"jsonl",o);return;case"name":for(let o of n){let a=p(o);a!==void 0&&await e.write(`${a}
`)}return;case"text":await e.write(t.all(m(s,n.map(c),e.isTTY?e.columns:void 0)))}}export{y as a};
