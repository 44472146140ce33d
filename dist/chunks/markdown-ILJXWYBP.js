const require=process.getBuiltinModule;
import{a as l}from"./chunk-AFJKQIDP.js";import"./chunk-234YNJ63.js";import"./chunk-5TDI66EB.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./chunk-PTVPKUYD.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";function S(n,e,t=o=>o){let{title:o,facts:s,items:g,ends:c,question:a}=l(n,e,t);return`${[`# ${i(o)}`,s.map(([r,f])=>`- **${r}:** ${i(f)}`).join(`
`),...g.map(r=>r.kind==="tool"?$(r):m(r)),...a===void 0?[]:["## Question",u(a.text)],...c.length===0?[]:["---",c.map(r=>`- ${i(r)}`).join(`
`)]].join(`

`)}
`}function m({kind:n,who:e,text:t}){return`## ${i(e)}

${n==="reasoning"?u(t):t}`}function $({label:n,args:e,result:t,failed:o}){return[`<details>
<summary>${o?"\u2716 ":""}${d(n)}</summary>`,...e===""||e==="{}"?[]:[p(e,"json")],...t===""?[]:[p(t,"")],"</details>"].join(`

`)}function p(n,e){let t=2;for(let[s]of n.matchAll(/`+/g))t=Math.max(t,s.length);let o="`".repeat(t+1);return`${o}${e}
${n}
${o}`}function u(n){return n.replace(/^/gm,"> ")}function i(n){return n.replace(/\s+/g," ").replace(/[\\`*_[\]<>#|~@]/g,"\\$&")}function d(n){return n.replaceAll("&","&amp;").replaceAll("<","&lt;").replaceAll(">","&gt;")}export{S as toMarkdown};
