const require=process.getBuiltinModule;
import{c_PRXUJWB5 as f}from"./main-shared.js";import{a_R6SQFZBE as c,c_R6SQFZBE as d}from"./main-shared.js";import{b,c as p}from"./chunk-U55JMXSW.js";var g="  ",N=8;function y(o,s,e,m=t=>t){let t=[o,...s.map(r=>r.map(p))],i=o.map((r,n)=>Math.max(...t.map(a=>c(a[n]??"")))),l=e===void 0?i:x(i,e-g.length*(o.length-1));return t.map((r,n)=>`${E(r,l,e,(a,u)=>m(a,u,n===0?void 0:n-1))}
`).join("")}function P(o,s,e=Number.POSITIVE_INFINITY,m){let t=y(o,s,void 0,m);if(t.split(`
`).every(n=>c(b(n))<=e))return t;let[i="",...l]=y(o.slice(0,-1),s.map(n=>n.slice(0,-1)),e,m).split(`
`),r=s.flatMap((n,a)=>{let u=p(n[o.length-1]??""),I=c(u)+2>e?u.split(/(?<=;) /):[u];return[l[a]??"",...u===""?[]:I.map(T=>f(`  ${T.trimEnd()}`,e))]});return[i,...r,""].join(`
`)}function x(o,s){let e=i=>o.map(l=>Math.min(l,i)),m=i=>e(i).reduce((l,r)=>l+r,0)>s,t=Math.max(...o);for(;t>N&&m(t);)t-=1;return e(t)}function E(o,s,e=Number.POSITIVE_INFINITY,m){let t=o.map((r,n)=>d(r,s[n]??0)),i=r=>t.map((n,a)=>r(n,a)+" ".repeat(Math.max(0,(s[a]??0)-c(n)))).join(g).trimEnd(),l=i(r=>r);return c(l)>e?d(l,e):i(m)}export{y as a,P as b};
