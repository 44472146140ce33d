const require=process.getBuiltinModule;
import{a as O}from"./chunk-KSFJDBEF.js";import{a as E}from"./chunk-HIICSRT6.js";import"./chunk-5LYUVIIE.js";import{a as l,b as _}from"./chunk-ICNHV4JH.js";import"./chunk-XBEYNBAN.js";import{e as $,f as y}from"./chunk-ES3VB7E4.js";import"./chunk-7JR2I7TF.js";import"./joined.js";import{b_FIXBOS4Q as R}from"./joined.js";import"./joined.js";import"./joined.js";import{A as w}from"./chunk-AL7K6GYN.js";import"./chunk-WZ4FMTG7.js";import{d as S}from"./chunk-I2ELFVSE.js";import"./chunk-IVE2YY2F.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";var A=1e6,M=2e4,j=4e3,h=100;async function F(t,n,o){let a=["## Amber",B(t,o),...n===void 0?[]:[await O(n.view,o)]].filter(c=>c!=="").join(`

`);if(n===void 0)return`${a}
`;let r=await L(n,A-Buffer.byteLength(a),o);return`${[a,...r===""?[]:["### What it did",r]].join(`

`)}
`}function B(t,n){if(t.length===0)return"";let o=t.slice(0,h).map(({result:r,url:c,promptType:m,number:i})=>{let{mark:s}=E(r),{usage:u,cost:d}=r,f=k(r.session??"\u2013",n);return[w(f,c),`${k(m,n)}${i===void 0?"":` #${i}`}`,`${s} ${k(r.outcome??"not run",n)}`,r.durationMs===0?"\u2013":R(r.durationMs),u===null?"\u2013":`${y(u.inputTokens)} in, ${y(u.outputTokens)} out`,d===void 0?"\u2013":$(d.usd)]}),e=t.length>h?`

_And ${t.length-h} more._`:"";return[["Session","Prompt","Outcome","Time","Tokens","Cost"],Array(6).fill("---"),...o].map(r=>`| ${r.join(" | ")} |`).join(`
`)+e}var k=(t,n)=>l(t,n,{as:"line",limit:200}).replaceAll("|","\\|");async function L({transcript:t,isCut:n,view:o},e,a){let r=P(t.entries.filter(X),o.result?.message??""),c=[],m=[],i=0,s=r.length;for(let p=0;i<s;p+=1){let T=r[p%4===0?i:s-1];if(T===void 0)break;let g=await C(T,a),b=Buffer.byteLength(g)+2;if(b>e)break;e-=b,p%4===0?(c.push(g),i+=1):(m.unshift(g),s-=1)}let u=s-i,d=u===0?[]:[`_${u} more ${u===1?"entry is":"entries are"} not shown: a summary holds 1 MiB._`],f=n?["_The run said more than is kept: its transcript is cut._"]:[];return[...c,...d,...m,...f].join(`

`)}function P(t,n){let o=t.at(-1);return o?.kind==="message"&&o.text.trim()===n.trim()?t.slice(0,-1):t}function X(t){return t.kind==="tool"?!0:t.kind==="message"&&!t.hidden&&t.text.trim()!==""}async function C(t,n){if(t.kind==="tool")return v(t,n);let o=await _(t.text,n,M);if(t.kind==="message"&&t.role==="assistant")return o;let e=t.kind==="reasoning"?"Reasoning":t.role==="user"?"Prompt":t.role;return x(l(e,n,{as:"html",limit:100}),[o])}function v(t,n){let{name:o,args:e,result:a="",error:r}=t,c=S({name:o===""?"tool":o,args:e}),m=(i,s)=>i.trim()===""?[]:[l(i,n,{as:"block",limit:j,...s===void 0?{}:{language:s}})];return x(`${r===void 0?"":"\u274C "}<code>${l(c,n,{as:"html",limit:200})}</code>`,[...e==="{}"?[]:m(z(e),"json"),...m(r??a)])}function x(t,n){return[`<details><summary>${t}</summary>`,...n,"</details>"].join(`

`)}function z(t){try{return JSON.stringify(JSON.parse(t),null,2)}catch{return t}}export{F as jobSummary};
