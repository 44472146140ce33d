const require=process.getBuiltinModule;
import{a as y}from"./chunk-CZMJE2A5.js";import"./start-shared.js";import{d as c}from"./chunk-PO64AEOJ.js";import"./chunk-HPQ4ZFFR.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";var h={fail:{sign:"\u2717",tone:"red",rank:0},warn:{sign:"!",tone:"yellow",rank:1},ok:{sign:"\u2713",tone:"green",rank:2},skip:{sign:"\u2013",tone:"dim",rank:3}};function $({checks:o,settings:r,files:i},s){let{paint:n,verbose:a}=s,d=o.toSorted((e,t)=>h[e.status].rank-h[t.status].rank),l=({status:e})=>e==="fail"||e==="warn";return[(a?d:d.filter(l)).map(e=>k(e,n)).join(""),r===void 0?"":p(r,i,s),a?"":m(o,n)].filter(e=>e!=="").join(`
`)}function k({name:o,status:r,detail:i,hint:s},n){let{sign:a,tone:d}=h[r],l=s===void 0?"":`    ${n.dim(`hint: ${c(s)}`)}
`;return`${n[d](a)} ${c(`${o}: ${i}`)}
${l}`}function p(o,r,{paint:i,width:s,verbose:n}){let a=({source:t})=>t!=="default",d=o.filter(a),l=n?[...d,...o.filter(t=>!a(t))]:d,g=`Configuration files: ${r.length===0?"none":r.join(", ")}
`;if(l.length===0)return`${g}Nothing is set: every setting has its default.
`;let e=l.map(({name:t,value:u,source:f})=>[t,u??"\u2013",f]);return`${g}
${y(["SETTING","VALUE","SOURCE"],e,s,(t,u,f)=>f===void 0?i.bold(t):t)}`}function m(o,r){let i=[...new Set(o.filter(({status:n})=>n==="ok").map(({name:n})=>n))];return`${i.length===0?"":`${r.green("\u2713")} fine: ${c(i.join(", "))}; `}-v shows everything
`}export{$ as doctorText};
