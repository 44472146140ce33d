const require=process.getBuiltinModule;
import{a as l}from"./chunk-3HZHFP5V.js";import"./chunk-TWW26SLE.js";import"./chunk-RR6WYWQL.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";function S(n,t,e=o=>o){let{title:o,facts:s,items:u,ends:c,question:a}=l(n,t,e);return`${[`# ${i(o)}`,s.map(([r,m])=>`- **${r}:** ${i(m)}`).join(`
`),...u.map(r=>r.kind==="tool"?$(r):f(r)),...a===void 0?[]:["## Question",g(a.text)],...c.length===0?[]:["---",c.map(r=>`- ${i(r)}`).join(`
`)]].join(`

`)}
`}function f({kind:n,who:t,text:e}){return`## ${i(t)}

${n==="reasoning"?g(e):e}`}function $({label:n,args:t,result:e,failed:o}){return[`<details>
<summary>${o?"\u2716 ":""}${d(n)}</summary>`,...t===""||t==="{}"?[]:[p(t,"json")],...e===""?[]:[p(e,"")],"</details>"].join(`

`)}function p(n,t){let e=Math.max(2,...[...n.matchAll(/`+/g)].map(([s])=>s.length)),o="`".repeat(e+1);return`${o}${t}
${n}
${o}`}function g(n){return n.replace(/^/gm,"> ")}function i(n){return n.replace(/\s+/g," ").replace(/[\\`*_[\]<>#|~@]/g,"\\$&")}function d(n){return n.replaceAll("&","&amp;").replaceAll("<","&lt;").replaceAll(">","&gt;")}export{S as toMarkdown};
