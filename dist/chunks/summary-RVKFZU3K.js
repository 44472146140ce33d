const require=process.getBuiltinModule;
import{a as E}from"./chunk-4PTUW55B.js";import{a as S}from"./chunk-2NK7BBH5.js";import{a as d,b as _}from"./chunk-HQLJ7EQ2.js";import"./chunk-U3EZJOYA.js";import{e as y}from"./chunk-4TJ6PZBJ.js";import{A as w}from"./chunk-NXZMB6KC.js";import"./chunk-YQRBK3KN.js";import{d as R}from"./chunk-BF2KNQC4.js";import"./chunk-IVE2YY2F.js";import"./chunk-6ER2AY6B.js";import{b_XGZNO32F as $}from"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";var x=1e6,A=2e4,M=4e3,h=100;async function Y(n,t,o){let a=["## Amber",j(n,o),...t===void 0?[]:[await E(t.view,o)]].filter(c=>c!=="").join(`

`);if(t===void 0)return`${a}
`;let r=await B(t,x-Buffer.byteLength(a),o);return`${[a,...r===""?[]:["### What it did",r]].join(`

`)}
`}function j(n,t){if(n.length===0)return"";let o=n.slice(0,h).map(({result:r,url:c,promptType:u,number:i})=>{let{mark:s}=S(r),{usage:m,cost:l}=r,f=b(r.session??"\u2013",t);return[w(f,c),`${b(u,t)}${i===void 0?"":` #${i}`}`,`${s} ${b(r.outcome??"not run",t)}`,r.durationMs===0?"\u2013":$(r.durationMs),m===null?"\u2013":`${y(m.inputTokens)} in, ${y(m.outputTokens)} out`,l===void 0?"\u2013":`$${l.usd.toFixed(l.usd<1?4:2)}`]}),e=n.length>h?`

_And ${n.length-h} more._`:"";return[["Session","Prompt","Outcome","Time","Tokens","Cost"],Array(6).fill("---"),...o].map(r=>`| ${r.join(" | ")} |`).join(`
`)+e}var b=(n,t)=>d(n,t,{as:"line",limit:200}).replaceAll("|","\\|");async function B({transcript:n,isCut:t,view:o},e,a){let r=L(n.entries.filter(P),o.result?.message??""),c=[],u=[],i=0,s=r.length;for(let p=0;i<s;p+=1){let k=r[p%4===0?i:s-1];if(k===void 0)break;let g=await X(k,a),T=Buffer.byteLength(g)+2;if(T>e)break;e-=T,p%4===0?(c.push(g),i+=1):(u.unshift(g),s-=1)}let m=s-i,l=m===0?[]:[`_${m} more ${m===1?"entry is":"entries are"} not shown: a summary holds 1 MiB._`],f=t?["_The run said more than is kept: its transcript is cut._"]:[];return[...c,...l,...u,...f].join(`

`)}function L(n,t){let o=n.at(-1);return o?.kind==="message"&&o.text.trim()===t.trim()?n.slice(0,-1):n}function P(n){return n.kind==="tool"?!0:n.kind==="message"&&!n.hidden&&n.text.trim()!==""}async function X(n,t){if(n.kind==="tool")return v(n,t);let o=await _(n.text,t,A);if(n.kind==="message"&&n.role==="assistant")return o;let e=n.kind==="reasoning"?"Reasoning":n.role==="user"?"Prompt":n.role;return O(d(e,t,{as:"html",limit:100}),[o])}function v(n,t){let{name:o,args:e,result:a="",error:r}=n,c=R({name:o===""?"tool":o,args:e}),u=(i,s)=>i.trim()===""?[]:[d(i,t,{as:"block",limit:M,...s===void 0?{}:{language:s}})];return O(`${r===void 0?"":"\u274C "}<code>${d(c,t,{as:"html",limit:200})}</code>`,[...e==="{}"?[]:u(C(e),"json"),...u(r??a)])}function O(n,t){return[`<details><summary>${n}</summary>`,...t,"</details>"].join(`

`)}function C(n){try{return JSON.stringify(JSON.parse(n),null,2)}catch{return n}}export{Y as jobSummary};
