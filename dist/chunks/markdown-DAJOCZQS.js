import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);
import{a as l}from"./chunk-RI6Q2RDK.js";import"./chunk-QTHLV7DY.js";import"./chunk-W2X2XZEJ.js";import"./chunk-HVL7JSYL.js";import"./chunk-QA272S3M.js";import"./chunk-4X3HZF55.js";import"./chunk-PEAM5PW6.js";function S(n,t,e=o=>o){let{title:o,facts:s,items:u,ends:c,question:a}=l(n,t,e);return`${[`# ${i(o)}`,s.map(([r,m])=>`- **${r}:** ${i(m)}`).join(`
`),...u.map(r=>r.kind==="tool"?$(r):f(r)),...a===void 0?[]:["## Question",g(a.text)],...c.length===0?[]:["---",c.map(r=>`- ${i(r)}`).join(`
`)]].join(`

`)}
`}function f({kind:n,who:t,text:e}){return`## ${i(t)}

${n==="reasoning"?g(e):e}`}function $({label:n,args:t,result:e,failed:o}){return[`<details>
<summary>${o?"\u2716 ":""}${d(n)}</summary>`,...t===""||t==="{}"?[]:[p(t,"json")],...e===""?[]:[p(e,"")],"</details>"].join(`

`)}function p(n,t){let e=Math.max(2,...[...n.matchAll(/`+/g)].map(([s])=>s.length)),o="`".repeat(e+1);return`${o}${t}
${n}
${o}`}function g(n){return n.replace(/^/gm,"> ")}function i(n){return n.replace(/\s+/g," ").replace(/[\\`*_[\]<>#|~@]/g,"\\$&")}function d(n){return n.replaceAll("&","&amp;").replaceAll("<","&lt;").replaceAll(">","&gt;")}export{S as toMarkdown};
