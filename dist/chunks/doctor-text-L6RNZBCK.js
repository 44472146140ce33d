const require=process.getBuiltinModule;
import{a as $}from"./chunk-7GUBJSSM.js";import{a as m}from"./chunk-KDWZJVQP.js";import{c_5Z7FOTRS as p}from"./main-shared.js";import"./main-shared.js";import{c as g}from"./chunk-MY4VRDAE.js";import"./chunk-LJTZADEM.js";import"./chunk-6ER2AY6B.js";import"./chunk-4NQBZHZH.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";var u={fail:{sign:"\u2717",tone:"red",rank:0},warn:{sign:"!",tone:"yellow",rank:1},ok:{sign:"\u2713",tone:"green",rank:2},skip:{sign:"\u2013",tone:"dim",rank:3}};function v(r,e){let{checks:i,settings:s}=r,{paint:t,verbose:a}=e,c=i.toSorted((n,y)=>u[n.status].rank-u[y.status].rank),d=({status:n})=>n==="fail"||n==="warn";return[(a?c:c.filter(d)).map(n=>T(n,e)).join(""),s===void 0?"":b(s,r,e),a?"":x(i,t)].filter(n=>n!=="").join(`
`)}function T({name:r,status:e,detail:i,hint:s},{paint:t,width:a=Number.POSITIVE_INFINITY}){let{sign:c,tone:d}=u[e],l=s===void 0?"":`${t.dim(p(`    hint: ${g(s)}`,a))}
`,n=p(`  ${g(`${r}: ${i}`)}`,a);return`${t[d](c)}${n.slice(1)}
${l}`}function b(r,{files:e,checks:i,directories:s=[]},{paint:t,width:a,verbose:c}){let d=({source:o})=>o!=="default",l=r.filter(d),n=c?[...l,...r.filter(o=>!d(o))]:l,y=s.length===0?"":`Directories: ${g(s.join(", "))}
`,k=`Configuration files: ${e.length===0?"none":e.join(", ")}
${y}`,w=i.some(({name:o,status:f})=>o===$&&f==="fail")?"What is set is wrong and was left out":"No setting is set";if(n.length===0)return`${k}${w}: every setting has its default.
`;let S=n.map(({name:o,value:f,source:h})=>[o,f??"\u2013",h]);return`${k}
${m(["SETTING","VALUE","SOURCE"],S,a,(o,f,h)=>h===void 0?t.bold(o):o)}`}function x(r,e){let i=[...new Set(r.filter(({status:t})=>t==="ok").map(({name:t})=>t))];return`${i.length===0?"":`${e.green("\u2713")} fine: ${g(i.join(", "))}; `}-v shows everything
`}export{v as doctorText};
