const require=process.getBuiltinModule;
import{a as $}from"./chunk-X7PVQDYS.js";import{a as _}from"./chunk-FGEPCP5F.js";import"./chunk-7EY3ZX6P.js";import{a as u,b as w}from"./chunk-YBWDXHFV.js";import"./chunk-XBEYNBAN.js";import{a as k,b as S,c as R}from"./chunk-2H373VRK.js";import"./chunk-R7J3MIEZ.js";import"./chunk-BQQ6ZJVG.js";import"./chunk-FGOI6A7D.js";import"./chunk-7JR2I7TF.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import{f as T}from"./chunk-PO42I7JI.js";import"./chunk-NIAZKUGO.js";import"./chunk-GBG53MWT.js";import{d as b}from"./chunk-62XUURZ3.js";import"./chunk-PUSDLRKS.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";var x=1e6,j=2e4,M=4e3,p=100;async function Y(t,n,r){let a=["## Amber",B(t,r),...n===void 0?[]:[await $(n.view,r)]].filter(c=>c!=="").join(`

`);if(n===void 0)return`${a}
`;let e=await L(n,x-Buffer.byteLength(a),r);return`${[a,...e===""?[]:["### What it did",e]].join(`

`)}
`}function B(t,n){if(t.length===0)return"";let r=t.slice(0,p).map(({result:e,url:c,promptType:m,number:o})=>{let{mark:s}=_(e),l=g(e.session??"\u2013",n);return[T(l,c),`${g(m,n)}${o===void 0?"":` #${o}`}`,`${s} ${g(e.outcome??"not run",n)}`,...S(R([e]))]}),i=t.length>p?`

_And ${t.length-p} more._`:"";return[["Session","Prompt","Outcome",...k],Array(6).fill("---"),...r].map(e=>`| ${e.join(" | ")} |`).join(`
`)+i}var g=(t,n)=>u(t,n,{as:"line",limit:200}).replaceAll("|","\\|");async function L({transcript:t,isCut:n,view:r},i,a){let e=P(t.entries.filter(X),r.result?.message??""),c=[],m=[],o=0,s=e.length;for(let d=0;o<s;d+=1){let y=e[d%4===0?o:s-1];if(y===void 0)break;let f=await v(y,a),h=Buffer.byteLength(f)+2;if(h>i)break;i-=h,d%4===0?(c.push(f),o+=1):(m.unshift(f),s-=1)}let l=s-o,O=l===0?[]:[`_${l} more ${l===1?"entry is":"entries are"} not shown: a summary holds 1 MiB._`],A=n?["_The run said more than is kept: its transcript is cut._"]:[];return[...c,...O,...m,...A].join(`

`)}function P(t,n){let r=t.at(-1);return r?.kind==="message"&&r.text.trim()===n.trim()?t.slice(0,-1):t}function X(t){return t.kind==="tool"?!0:t.kind==="message"&&!t.hidden&&t.text.trim()!==""}async function v(t,n){if(t.kind==="tool")return z(t,n);let r=await w(t.text,n,j);if(t.kind==="message"&&t.role==="assistant")return r;let i=t.kind==="reasoning"?"Reasoning":t.role==="user"?"Prompt":t.role;return E(u(i,n,{as:"html",limit:100}),[r])}function z(t,n){let{name:r,args:i,result:a="",error:e}=t,c=b({name:r===""?"tool":r,args:i}),m=(o,s)=>o.trim()===""?[]:[u(o,n,{as:"block",limit:M,...s===void 0?{}:{language:s}})];return E(`${e===void 0?"":"\u274C "}<code>${u(c,n,{as:"html",limit:200})}</code>`,[...i==="{}"?[]:m(C(i),"json"),...m(e??a)])}function E(t,n){return[`<details><summary>${t}</summary>`,...n,"</details>"].join(`

`)}function C(t){try{return JSON.stringify(JSON.parse(t),null,2)}catch{return t}}export{Y as jobSummary};
