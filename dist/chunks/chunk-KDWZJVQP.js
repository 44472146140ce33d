const require=process.getBuiltinModule;
import{c_5Z7FOTRS as g}from"./main-shared.js";import{a_R6SQFZBE as u,c_R6SQFZBE as b}from"./main-shared.js";import{b as I,c as p}from"./chunk-MY4VRDAE.js";var f="  ",$=8;function y(t,s,n,a=o=>o){let o=[t,...s.map(e=>e.map(p))],i=t.map((e,r)=>Math.max(...o.map(m=>u(m[r]??"")))),l=n===void 0?i:x(i,n-f.length*(t.length-1));return o.map((e,r)=>`${j(e,l,n,(m,c)=>a(m,c,r===0?void 0:r-1))}
`).join("")}function P(t,s,n=Number.POSITIVE_INFINITY,a){let o=y(t,s,void 0,a);if(T(o,n))return o;let[i="",...l]=y(t.slice(0,-1),s.map(r=>r.slice(0,-1)),n,a).split(`
`),e=s.flatMap((r,m)=>{let c=p(r[t.length-1]??""),d=u(c)+2>n?c.split(/(?<=;) /):[c];return[l[m]??"",...c===""?[]:d.map(N=>g(`  ${N.trimEnd()}`,n))]});return[i,...e,""].join(`
`)}function S(t,s,n=Number.POSITIVE_INFINITY){let a=y(t,s);if(T(a,n))return a;let o=([i="",...l])=>{let e=[];for(let[r,m]of l.entries()){let c=`${t[r+1]} ${p(m)}`,d=`${e.at(-1)}${f}${c}`;e.length>0&&u(d)<=n?e.splice(-1,1,d):e.push(`${f}${c}`)}return`${[p(i),...e].map(r=>g(r,n)).join(`
`)}
`};return s.map(o).join("")}function T(t,s){return t.split(`
`).every(n=>u(I(n))<=s)}function x(t,s){let n=i=>t.map(l=>Math.min(l,i)),a=i=>n(i).reduce((l,e)=>l+e,0)>s,o=Math.max(...t);for(;o>$&&a(o);)o-=1;return n(o)}function j(t,s,n=Number.POSITIVE_INFINITY,a){let o=t.map((e,r)=>b(e,s[r]??0)),i=e=>o.map((r,m)=>e(r,m)+" ".repeat(Math.max(0,(s[m]??0)-u(r)))).join(f).trimEnd(),l=i(e=>e);return u(l)>n?b(l,n):i(a)}export{y as a,P as b,S as c};
