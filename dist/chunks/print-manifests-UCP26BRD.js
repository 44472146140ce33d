const require=process.getBuiltinModule;
import"./chunk-AV2YV2RQ.js";async function g({write:e},s,c){if(s==="json"){let[n,...o]=c.map(({object:t})=>t),r=o.length===0?n:{apiVersion:"v1",kind:"List",items:[n,...o]};return e(`${JSON.stringify(r,null,2)}
`)}let{Document:f,isNode:p,isScalar:d,visit:u}=await import("./browser-T6PRC4QI.js"),j=c.map(({object:n,comment:o,notes:r={}})=>{let t=new f(n,{aliasDuplicateObjects:!1});t.contents!==null&&(t.contents.commentBefore=a(o)),u(t,{Seq:(m,i)=>{i.flow=i.items.every(d)}});for(let[m,i]of Object.entries(r)){let l=t.getIn(m.split("."),!0);p(l)&&(l.commentBefore=a(i))}return t.toString({lineWidth:0,flowCollectionPadding:!1})});await e(j.join(`---
`))}function a(e){return e.split(`
`).map(s=>` ${s}`).join(`
`)}export{g as printManifests};
