const require=process.getBuiltinModule;
function g(n,e,r){let i=e.map(t=>t.map(m)),s=n.map((t,a)=>Math.max(...[n,...i].map(c=>o(c[a]??""))));return[n,...i].map(t=>`${l(t,s,r)}
`).join("")}function l(n,e,r){let s=n.map((t,a)=>a===n.length-1?t:u(t,e[a]??0)).join("  ").trimEnd();return r===void 0||o(s)<=r?s:`${[...s].slice(0,Math.max(1,r-1)).join("")}\u2026`}function m(n){return n.replace(new RegExp("\\p{Cc}+","gu")," ")}var o=n=>[...n].length,u=(n,e)=>n+" ".repeat(Math.max(0,e-o(n)));export{g as a};
