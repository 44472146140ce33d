const require=process.getBuiltinModule;
import{a as l}from"./chunk-SY5BQIMG.js";import"./chunk-BSQNZPKJ.js";import"./chunk-S7IBE4ER.js";import"./chunk-BRIP2NST.js";import"./chunk-6UGKQJR7.js";import"./chunk-CVAI3FSQ.js";import"./chunk-6YFWI22I.js";function S(n,e,t=r=>r){let{title:r,facts:s,items:g,ends:c,question:a}=l(n,e,t);return`${[`# ${i(r)}`,s.map(([o,f])=>`- **${o}:** ${i(f)}`).join(`
`),...g.map(o=>o.kind==="tool"?$(o):m(o)),...a===void 0?[]:["## Question",u(a.text)],...c.length===0?[]:["---",c.map(o=>`- ${i(o)}`).join(`
`)]].join(`

`)}
`}function m({kind:n,who:e,text:t}){return`## ${i(e)}

${n==="reasoning"?u(t):t}`}function $({label:n,args:e,result:t,failed:r}){return[`<details>
<summary>${r?"\u2716 ":""}${d(n)}</summary>`,...e===""||e==="{}"?[]:[p(e,"json")],...t===""?[]:[p(t,"")],"</details>"].join(`

`)}function p(n,e){let t=2;for(let[s]of n.matchAll(/`+/g))t=Math.max(t,s.length);let r="`".repeat(t+1);return`${r}${e}
${n}
${r}`}function u(n){return n.replace(/^/gm,"> ")}function i(n){return n.replace(/\s+/g," ").replace(/[\\`*_[\]<>#|~@]/g,"\\$&")}function d(n){return n.replaceAll("&","&amp;").replaceAll("<","&lt;").replaceAll(">","&gt;")}export{S as toMarkdown};
