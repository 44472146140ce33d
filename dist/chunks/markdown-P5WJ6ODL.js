const require=process.getBuiltinModule;
import{a as l}from"./chunk-JDBNFTOQ.js";import"./chunk-ES3VB7E4.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-I2ELFVSE.js";import"./chunk-IVE2YY2F.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";function S(n,e,t=r=>r){let{title:r,facts:s,items:g,ends:c,question:a}=l(n,e,t);return`${[`# ${i(r)}`,s.map(([o,f])=>`- **${o}:** ${i(f)}`).join(`
`),...g.map(o=>o.kind==="tool"?$(o):m(o)),...a===void 0?[]:["## Question",u(a.text)],...c.length===0?[]:["---",c.map(o=>`- ${i(o)}`).join(`
`)]].join(`

`)}
`}function m({kind:n,who:e,text:t}){return`## ${i(e)}

${n==="reasoning"?u(t):t}`}function $({label:n,args:e,result:t,failed:r}){return[`<details>
<summary>${r?"\u2716 ":""}${d(n)}</summary>`,...e===""||e==="{}"?[]:[p(e,"json")],...t===""?[]:[p(t,"")],"</details>"].join(`

`)}function p(n,e){let t=2;for(let[s]of n.matchAll(/`+/g))t=Math.max(t,s.length);let r="`".repeat(t+1);return`${r}${e}
${n}
${r}`}function u(n){return n.replace(/^/gm,"> ")}function i(n){return n.replace(/\s+/g," ").replace(/[\\`*_[\]<>#|~@]/g,"\\$&")}function d(n){return n.replaceAll("&","&amp;").replaceAll("<","&lt;").replaceAll(">","&gt;")}export{S as toMarkdown};
