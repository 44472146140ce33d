const require=process.getBuiltinModule;
import{a as S,b as w,c as _}from"./chunk-WSXSESRJ.js";import{a as l}from"./chunk-ZT6KX3SW.js";import"./chunk-VX35ELXY.js";import{a as R}from"./chunk-TWW26SLE.js";import{d as y}from"./chunk-RR6WYWQL.js";import"./joined.js";import{b_3DAPUPPI as $}from"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-UR33KBH4.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";var O=1e6,x=2e4,j=4e3,h=100;function X(n,t,o){let i=["## Amber",L(n,o),...t===void 0?[]:[_(t.view,o)]].filter(u=>u!=="").join(`

`);if(t===void 0)return`${i}
`;let r=A(t,O-Buffer.byteLength(i),o);return`${[i,...r===""?[]:["### What it did",r]].join(`

`)}
`}function L(n,t){if(n.length===0)return"";let o=n.slice(0,h).map(({result:r,url:u,promptType:c,number:s})=>{let{mark:m}=S(r),{usage:a,cost:d}=r,f=k(r.session??"\u2013",t);return[w(f,u),`${k(c,t)}${s===void 0?"":` #${s}`}`,`${m} ${k(r.outcome??"not run",t)}`,r.durationMs===0?"\u2013":$(r.durationMs),a===null?"\u2013":`${y(a.inputTokens)} in, ${y(a.outputTokens)} out`,d===void 0?"\u2013":`$${d.usd.toFixed(d.usd<1?4:2)}`]}),e=n.length>h?`

_And ${n.length-h} more._`:"";return[["Session","Prompt","Outcome","Time","Tokens","Cost"],Array(6).fill("---"),...o].map(r=>`| ${r.join(" | ")} |`).join(`
`)+e}var k=(n,t)=>l(n,t,{as:"line",limit:200}).replaceAll("|","\\|");function A({transcript:n,isCut:t,view:o},e,i){let r=B(n.entries.filter(C),o.result?.message??""),u=[],c=[],s=0,m=r.length;for(let p=0;s<m;p+=1){let T=r[p%4===0?s:m-1];if(T===void 0)break;let g=M(T,i),b=Buffer.byteLength(g)+2;if(b>e)break;e-=b,p%4===0?(u.push(g),s+=1):(c.unshift(g),m-=1)}let a=m-s,d=a===0?[]:[`_${a} more ${a===1?"entry is":"entries are"} not shown: a summary holds 1 MiB._`],f=t?["_The run said more than is kept: its transcript is cut._"]:[];return[...u,...d,...c,...f].join(`

`)}function B(n,t){let o=n.at(-1);return o?.kind==="message"&&o.text.trim()===t.trim()?n.slice(0,-1):n}function C(n){return n.kind==="tool"?!0:n.kind==="message"&&!n.hidden&&n.text.trim()!==""}function M(n,t){if(n.kind==="tool")return v(n,t);let o=l(n.text,t,{as:"markdown",limit:x});if(n.kind==="message"&&n.role==="assistant")return o;let e=n.kind==="reasoning"?"Reasoning":n.role==="user"?"Prompt":n.role;return E(l(e,t,{as:"html",limit:100}),[o])}function v(n,t){let{id:o,name:e,args:i,result:r="",error:u}=n,c=R({id:o,name:e===""?"tool":e,args:i,isCalled:!0}),s=(m,a)=>m.trim()===""?[]:[l(m,t,{as:"block",limit:j,...a===void 0?{}:{language:a}})];return E(`${u===void 0?"":"\u274C "}<code>${l(c,t,{as:"html",limit:200})}</code>`,[...i==="{}"?[]:s(J(i),"json"),...s(u??r)])}function E(n,t){return[`<details><summary>${n}</summary>`,...t,"</details>"].join(`

`)}function J(n){try{return JSON.stringify(JSON.parse(n),null,2)}catch{return n}}export{X as jobSummary};
