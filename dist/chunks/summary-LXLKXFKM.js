const require=process.getBuiltinModule;
import{a as A}from"./chunk-U6FXLW6V.js";import{a as E}from"./chunk-FGEPCP5F.js";import"./chunk-7EY3ZX6P.js";import{a as u,b as _}from"./chunk-JOHSKFOL.js";import"./chunk-XBEYNBAN.js";import{c as y,d as T,e as $}from"./chunk-FK2E57TA.js";import"./chunk-VHBHDIY2.js";import"./chunk-BQQ6ZJVG.js";import"./chunk-FGOI6A7D.js";import"./chunk-7JR2I7TF.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import{f as w}from"./chunk-PO42I7JI.js";import"./chunk-4JFKPYYK.js";import"./chunk-GBG53MWT.js";import{d as R}from"./chunk-FQZWTSBP.js";import"./chunk-XFC6VWLG.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";var x=1e6,j=2e4,M=4e3,h=100;async function Y(n,t,r){let a=["## Amber",B(n,r),...t===void 0?[]:[await A(t.view,r)]].filter(c=>c!=="").join(`

`);if(t===void 0)return`${a}
`;let e=await L(t,x-Buffer.byteLength(a),r);return`${[a,...e===""?[]:["### What it did",e]].join(`

`)}
`}function B(n,t){if(n.length===0)return"";let r=n.slice(0,h).map(({result:e,url:c,promptType:l,number:o})=>{let{mark:s}=E(e),m=b(e.session??"\u2013",t),d=`${b(l,t)}${o===void 0?"":` #${o}`}`,f=`${s} ${b(e.outcome??"not run",t)}`;return[`${w(m,c)}, ${d}`,...T($([e]),f)]}),i=n.length>h?`

_And ${n.length-h} more._`:"";return[["Session",...y],Array(y.length+1).fill("---"),...r].map(e=>`| ${e.join(" | ")} |`).join(`
`)+i}var b=(n,t)=>u(n,t,{as:"line",limit:200}).replaceAll("|","\\|");async function L({transcript:n,isCut:t,view:r},i,a){let e=X(n.entries.filter(P),r.result?.message??""),c=[],l=[],o=0,s=e.length;for(let p=0;o<s;p+=1){let k=e[p%4===0?o:s-1];if(k===void 0)break;let g=await v(k,a),S=Buffer.byteLength(g)+2;if(S>i)break;i-=S,p%4===0?(c.push(g),o+=1):(l.unshift(g),s-=1)}let m=s-o,d=m===0?[]:[`_${m} more ${m===1?"entry is":"entries are"} not shown: a summary holds 1 MiB._`],f=t?["_The run said more than is kept: its transcript is cut._"]:[];return[...c,...d,...l,...f].join(`

`)}function X(n,t){let r=n.at(-1);return r?.kind==="message"&&r.text.trim()===t.trim()?n.slice(0,-1):n}function P(n){return n.kind==="tool"?!0:n.kind==="message"&&!n.hidden&&n.text.trim()!==""}async function v(n,t){if(n.kind==="tool")return z(n,t);let r=await _(n.text,t,j);if(n.kind==="message"&&n.role==="assistant")return r;let i=n.kind==="reasoning"?"Reasoning":n.role==="user"?"Prompt":n.role;return O(u(i,t,{as:"html",limit:100}),[r])}function z(n,t){let{name:r,args:i,result:a="",error:e}=n,c=R({name:r===""?"tool":r,args:i}),l=(o,s)=>o.trim()===""?[]:[u(o,t,{as:"block",limit:M,...s===void 0?{}:{language:s}})];return O(`${e===void 0?"":"\u274C "}<code>${u(c,t,{as:"html",limit:200})}</code>`,[...i==="{}"?[]:l(C(i),"json"),...l(e??a)])}function O(n,t){return[`<details><summary>${n}</summary>`,...t,"</details>"].join(`

`)}function C(n){try{return JSON.stringify(JSON.parse(n),null,2)}catch{return n}}export{Y as jobSummary};
