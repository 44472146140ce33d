const require=process.getBuiltinModule;
import{a as k}from"./chunk-SQA7V5D7.js";import{a as p}from"./chunk-3AQXGVAH.js";import"./start-shared.js";import{d as g}from"./chunk-WZDAVXDT.js";import"./chunk-P4P733WQ.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";var h={fail:{sign:"\u2717",tone:"red",rank:0},warn:{sign:"!",tone:"yellow",rank:1},ok:{sign:"\u2713",tone:"green",rank:2},skip:{sign:"\u2013",tone:"dim",rank:3}};function v({checks:t,settings:r,files:i},s){let{paint:n,verbose:d}=s,a=t.toSorted((e,u)=>h[e.status].rank-h[u.status].rank),l=({status:e})=>e==="fail"||e==="warn";return[(d?a:a.filter(l)).map(e=>$(e,n)).join(""),r===void 0?"":S(r,i,t,s),d?"":C(t,n)].filter(e=>e!=="").join(`
`)}function $({name:t,status:r,detail:i,hint:s},n){let{sign:d,tone:a}=h[r],l=s===void 0?"":`    ${n.dim(`hint: ${g(s)}`)}
`;return`${n[a](d)} ${g(`${t}: ${i}`)}
${l}`}function S(t,r,i,{paint:s,width:n,verbose:d}){let a=({source:o})=>o!=="default",l=t.filter(a),f=d?[...l,...t.filter(o=>!a(o))]:l,e=`Configuration files: ${r.length===0?"none":r.join(", ")}
`,m=i.some(({name:o,status:c})=>o===k&&c==="fail")?"What is set is wrong and was left out":"Nothing is set";if(f.length===0)return`${e}${m}: every setting has its default.
`;let w=f.map(({name:o,value:c,source:y})=>[o,c??"\u2013",y]);return`${e}
${p(["SETTING","VALUE","SOURCE"],w,n,(o,c,y)=>y===void 0?s.bold(o):o)}`}function C(t,r){let i=[...new Set(t.filter(({status:n})=>n==="ok").map(({name:n})=>n))];return`${i.length===0?"":`${r.green("\u2713")} fine: ${g(i.join(", "))}; `}-v shows everything
`}export{v as doctorText};
