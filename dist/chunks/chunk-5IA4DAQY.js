const require=process.getBuiltinModule;
import{g_RLXJC5EP as a}from"./joined.js";import{b as p,d as i}from"./chunk-6ER2AY6B.js";var s=()=>process.getBuiltinModule("node:fs");var y=(...t)=>s().appendFileSync(...t);var x=(...t)=>s().mkdirSync(...t);var S=(...t)=>s().readFileSync(...t);var d=(...t)=>s().statSync(...t);import{join as h}from"node:path";var l={bytes:64*1024,records:100},m=t=>h(t,"latest");function L(t,{engine:e,project:o,name:c,cwd:r}){let n=m(t);try{x(t,{recursive:!0,mode:448}),y(n,`${JSON.stringify({engine:e,project:o,name:c,cwd:r})}
`,{mode:384}),d(n).size>l.bytes&&w(n)}catch{}}function W(t){return f(m(t)).flatMap(k).reverse()}function w(t){a(t,`${f(t).slice(-l.records).join(`
`)}
`)}function f(t){try{return S(t,"utf8").split(`
`).filter(e=>e!=="")}catch{return[]}}function k(t){let e;try{e=JSON.parse(t)}catch{return[]}if(!i(e))return[];let[o,c,r,n]=["engine","project","name","cwd"].map(u=>p(e,u));return o===void 0||c===void 0||r===void 0?[]:[{engine:o,project:c,name:r,...n===void 0?{}:{cwd:n}}]}export{L as a,W as b};
