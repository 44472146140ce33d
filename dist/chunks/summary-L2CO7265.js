const require=process.getBuiltinModule;
import{a as R,b as S,c as E}from"./chunk-FWYZY5X6.js";import{a as d,b as _}from"./chunk-GUZN7C2A.js";import"./chunk-BDBIC7L6.js";import{a as w}from"./chunk-36DVXB7X.js";import{d as y}from"./chunk-VNH5UYNN.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-OVRTNZZY.js";import"./chunk-PTVPKUYD.js";import{b_HY4RPIHK as $}from"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";var x=1e6,j=2e4,L=4e3,h=100;async function q(t,n,o){let i=["## Amber",A(t,o),...n===void 0?[]:[await E(n.view,o)]].filter(u=>u!=="").join(`

`);if(n===void 0)return`${i}
`;let r=await B(n,x-Buffer.byteLength(i),o);return`${[i,...r===""?[]:["### What it did",r]].join(`

`)}
`}function A(t,n){if(t.length===0)return"";let o=t.slice(0,h).map(({result:r,url:u,promptType:m,number:s})=>{let{mark:c}=R(r),{usage:a,cost:l}=r,f=b(r.session??"\u2013",n);return[S(f,u),`${b(m,n)}${s===void 0?"":` #${s}`}`,`${c} ${b(r.outcome??"not run",n)}`,r.durationMs===0?"\u2013":$(r.durationMs),a===null?"\u2013":`${y(a.inputTokens)} in, ${y(a.outputTokens)} out`,l===void 0?"\u2013":`$${l.usd.toFixed(l.usd<1?4:2)}`]}),e=t.length>h?`

_And ${t.length-h} more._`:"";return[["Session","Prompt","Outcome","Time","Tokens","Cost"],Array(6).fill("---"),...o].map(r=>`| ${r.join(" | ")} |`).join(`
`)+e}var b=(t,n)=>d(t,n,{as:"line",limit:200}).replaceAll("|","\\|");async function B({transcript:t,isCut:n,view:o},e,i){let r=M(t.entries.filter(P),o.result?.message??""),u=[],m=[],s=0,c=r.length;for(let p=0;s<c;p+=1){let k=r[p%4===0?s:c-1];if(k===void 0)break;let g=await C(k,i),T=Buffer.byteLength(g)+2;if(T>e)break;e-=T,p%4===0?(u.push(g),s+=1):(m.unshift(g),c-=1)}let a=c-s,l=a===0?[]:[`_${a} more ${a===1?"entry is":"entries are"} not shown: a summary holds 1 MiB._`],f=n?["_The run said more than is kept: its transcript is cut._"]:[];return[...u,...l,...m,...f].join(`

`)}function M(t,n){let o=t.at(-1);return o?.kind==="message"&&o.text.trim()===n.trim()?t.slice(0,-1):t}function P(t){return t.kind==="tool"?!0:t.kind==="message"&&!t.hidden&&t.text.trim()!==""}async function C(t,n){if(t.kind==="tool")return v(t,n);let o=await _(t.text,n,j);if(t.kind==="message"&&t.role==="assistant")return o;let e=t.kind==="reasoning"?"Reasoning":t.role==="user"?"Prompt":t.role;return O(d(e,n,{as:"html",limit:100}),[o])}function v(t,n){let{id:o,name:e,args:i,result:r="",error:u}=t,m=w({id:o,name:e===""?"tool":e,args:i,isCalled:!0}),s=(c,a)=>c.trim()===""?[]:[d(c,n,{as:"block",limit:L,...a===void 0?{}:{language:a}})];return O(`${u===void 0?"":"\u274C "}<code>${d(m,n,{as:"html",limit:200})}</code>`,[...i==="{}"?[]:s(J(i),"json"),...s(u??r)])}function O(t,n){return[`<details><summary>${t}</summary>`,...n,"</details>"].join(`

`)}function J(t){try{return JSON.stringify(JSON.parse(t),null,2)}catch{return t}}export{q as jobSummary};
