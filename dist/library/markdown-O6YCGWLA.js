const require=process.getBuiltinModule;
import{a as p}from"./chunk-AQV7W7YQ.js";import"./chunk-BSQNZPKJ.js";import"./chunk-2CED3H32.js";import"./chunk-QQ2DLQ37.js";import"./chunk-6UGKQJR7.js";import"./chunk-CVAI3FSQ.js";import"./chunk-6YFWI22I.js";function y(n,e,o=t=>t){let{title:t,facts:s,items:c,ends:a,question:l}=p(n,e,o);return`${[`# ${i(t)}`,s.map(([r,f])=>`- **${r}:** ${i(f)}`).join(`
`),...c.map(r=>r.kind==="tool"?$(r):m(r)),...l===void 0?[]:["## Question",g(l.text)],...a.length===0?[]:["---",a.map(r=>`- ${i(r)}`).join(`
`)]].join(`

`)}
`}function m({files:n=[],kind:e,who:o,text:t}){let s=n.map(({label:c})=>`- ${i(c)}`).join(`
`);return[`## ${i(o)}`,e==="reasoning"?g(t):t,s].filter(Boolean).join(`

`)}function $({label:n,args:e,result:o,failed:t}){return[`<details>
<summary>${t?"\u2716 ":""}${d(n)}</summary>`,...e===""||e==="{}"?[]:[u(e,"json")],...o===""?[]:[u(o,"")],"</details>"].join(`

`)}function u(n,e){let o=2;for(let[s]of n.matchAll(/`+/g))o=Math.max(o,s.length);let t="`".repeat(o+1);return`${t}${e}
${n}
${t}`}function g(n){return n.replace(/^/gm,"> ")}function i(n){return n.replace(/\s+/g," ").replace(/[\\`*_[\]<>#|~@]/g,"\\$&")}function d(n){return n.replaceAll("&","&amp;").replaceAll("<","&lt;").replaceAll(">","&gt;")}export{y as toMarkdown};
