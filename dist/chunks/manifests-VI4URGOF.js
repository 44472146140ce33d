const require=process.getBuiltinModule;
import"./chunk-AV2YV2RQ.js";async function y({write:t},s,c){if(s==="json"){let[e,...o]=c.map(({object:n})=>n),r=o.length===0?e:{apiVersion:"v1",kind:"List",items:[e,...o]};return t(`${JSON.stringify(r,null,2)}
`)}let{Document:f,isNode:p,isScalar:d,visit:u}=await import("./browser-T6PRC4QI.js"),g=c.map(({object:e,comment:o,notes:r={}})=>{let n=new f(e,{aliasDuplicateObjects:!1});n.contents!==null&&(n.contents.commentBefore=a(o)),u(n,{Seq:(m,i)=>{i.flow=i.items.every(d)}});for(let[m,i]of Object.entries(r)){let l=n.getIn(m.split("."),!0);p(l)&&(l.commentBefore=a(i))}return n.toString({lineWidth:0,flowCollectionPadding:!1})});await t(g.join(`---
`))}function a(t){return t.split(`
`).map(s=>` ${s}`).join(`
`)}export{y as printManifests};
