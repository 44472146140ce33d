const require=process.getBuiltinModule;
import{a as c}from"./chunk-IAHMKA7N.js";import{a_VTD4BZ4M as r}from"./start.js";async function w({stdout:e},{settings:i,redactor:t},o,{columns:p,row:l,name:f,json:a,whole:d,tone:y}){let m=a===void 0?o:o.map(a);switch(i.output){case"json":case"yaml":return r(e,t,i.output,{items:m});case"jsonl":for(let n of m)await r(e,t,"jsonl",n);return;case"name":for(let n of o){let s=f(n);s!==void 0&&await e.write(`${s}
`)}return;case"text":{let n=e.isTTY&&d!==!0?e.columns:void 0;await e.write(t.all(c(p,o.map(l),n,y)))}}}export{w as a};
