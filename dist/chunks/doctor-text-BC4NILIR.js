const require=process.getBuiltinModule;
import{a as k}from"./chunk-7GUBJSSM.js";import{a as m}from"./chunk-AUNJ7YH4.js";import{c_PRXUJWB5 as u}from"./main-shared.js";import"./main-shared.js";import{c as g}from"./chunk-U55JMXSW.js";import"./chunk-WBM7JTK4.js";import"./chunk-6ER2AY6B.js";import"./chunk-SAFX7BRZ.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";var h={fail:{sign:"\u2717",tone:"red",rank:0},warn:{sign:"!",tone:"yellow",rank:1},ok:{sign:"\u2713",tone:"green",rank:2},skip:{sign:"\u2013",tone:"dim",rank:3}};function N({checks:e,settings:r,files:s},i){let{paint:t,verbose:a}=i,d=e.toSorted((n,p)=>h[n.status].rank-h[p.status].rank),l=({status:n})=>n==="fail"||n==="warn";return[(a?d:d.filter(l)).map(n=>S(n,i)).join(""),r===void 0?"":T(r,s,e,i),a?"":b(e,t)].filter(n=>n!=="").join(`
`)}function S({name:e,status:r,detail:s,hint:i},{paint:t,width:a=Number.POSITIVE_INFINITY}){let{sign:d,tone:l}=h[r],c=i===void 0?"":`${t.dim(u(`    hint: ${g(i)}`,a))}
`,n=u(`  ${g(`${e}: ${s}`)}`,a);return`${t[l](d)}${n.slice(1)}
${c}`}function T(e,r,s,{paint:i,width:t,verbose:a}){let d=({source:o})=>o!=="default",l=e.filter(d),c=a?[...l,...e.filter(o=>!d(o))]:l,n=`Configuration files: ${r.length===0?"none":r.join(", ")}
`,w=s.some(({name:o,status:f})=>o===k&&f==="fail")?"What is set is wrong and was left out":"Nothing is set";if(c.length===0)return`${n}${w}: every setting has its default.
`;let $=c.map(({name:o,value:f,source:y})=>[o,f??"\u2013",y]);return`${n}
${m(["SETTING","VALUE","SOURCE"],$,t,(o,f,y)=>y===void 0?i.bold(o):o)}`}function b(e,r){let s=[...new Set(e.filter(({status:t})=>t==="ok").map(({name:t})=>t))];return`${s.length===0?"":`${r.green("\u2713")} fine: ${g(s.join(", "))}; `}-v shows everything
`}export{N as doctorText};
