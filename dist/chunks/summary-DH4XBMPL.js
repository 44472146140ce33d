const require=process.getBuiltinModule;
import{a as R,b as S,c as E}from"./chunk-JBE34NCF.js";import{a as d,b as _}from"./chunk-L7UNRYYG.js";import"./chunk-BDBIC7L6.js";import{a as w}from"./chunk-234YNJ63.js";import{d as y}from"./chunk-5TDI66EB.js";import{b_3DAPUPPI as $}from"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./chunk-OVRTNZZY.js";import"./chunk-PTVPKUYD.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";var x=1e6,j=2e4,L=4e3,h=100;async function q(n,t,o){let e=["## Amber",A(n,o),...t===void 0?[]:[await E(t.view,o)]].filter(u=>u!=="").join(`

`);if(t===void 0)return`${e}
`;let r=await B(t,x-Buffer.byteLength(e),o);return`${[e,...r===""?[]:["### What it did",r]].join(`

`)}
`}function A(n,t){if(n.length===0)return"";let o=n.slice(0,h).map(({result:r,url:u,promptType:c,number:s})=>{let{mark:m}=R(r),{usage:a,cost:l}=r,f=b(r.session??"\u2013",t);return[S(f,u),`${b(c,t)}${s===void 0?"":` #${s}`}`,`${m} ${b(r.outcome??"not run",t)}`,r.durationMs===0?"\u2013":$(r.durationMs),a===null?"\u2013":`${y(a.inputTokens)} in, ${y(a.outputTokens)} out`,l===void 0?"\u2013":`$${l.usd.toFixed(l.usd<1?4:2)}`]}),i=n.length>h?`

_And ${n.length-h} more._`:"";return[["Session","Prompt","Outcome","Time","Tokens","Cost"],Array(6).fill("---"),...o].map(r=>`| ${r.join(" | ")} |`).join(`
`)+i}var b=(n,t)=>d(n,t,{as:"line",limit:200}).replaceAll("|","\\|");async function B({transcript:n,isCut:t,view:o},i,e){let r=M(n.entries.filter(P),o.result?.message??""),u=[],c=[],s=0,m=r.length;for(let p=0;s<m;p+=1){let k=r[p%4===0?s:m-1];if(k===void 0)break;let g=await C(k,e),T=Buffer.byteLength(g)+2;if(T>i)break;i-=T,p%4===0?(u.push(g),s+=1):(c.unshift(g),m-=1)}let a=m-s,l=a===0?[]:[`_${a} more ${a===1?"entry is":"entries are"} not shown: a summary holds 1 MiB._`],f=t?["_The run said more than is kept: its transcript is cut._"]:[];return[...u,...l,...c,...f].join(`

`)}function M(n,t){let o=n.at(-1);return o?.kind==="message"&&o.text.trim()===t.trim()?n.slice(0,-1):n}function P(n){return n.kind==="tool"?!0:n.kind==="message"&&!n.hidden&&n.text.trim()!==""}async function C(n,t){if(n.kind==="tool")return v(n,t);let o=await _(n.text,t,j);if(n.kind==="message"&&n.role==="assistant")return o;let i=n.kind==="reasoning"?"Reasoning":n.role==="user"?"Prompt":n.role;return O(d(i,t,{as:"html",limit:100}),[o])}function v(n,t){let{id:o,name:i,args:e,result:r="",error:u}=n,c=w({id:o,name:i===""?"tool":i,args:e,isCalled:!0}),s=(m,a)=>m.trim()===""?[]:[d(m,t,{as:"block",limit:L,...a===void 0?{}:{language:a}})];return O(`${u===void 0?"":"\u274C "}<code>${d(c,t,{as:"html",limit:200})}</code>`,[...e==="{}"?[]:s(J(e),"json"),...s(u??r)])}function O(n,t){return[`<details><summary>${n}</summary>`,...t,"</details>"].join(`

`)}function J(n){try{return JSON.stringify(JSON.parse(n),null,2)}catch{return n}}export{q as jobSummary};
