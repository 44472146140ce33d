const require=process.getBuiltinModule;
import{a as h,c as a}from"./chunk-FGOI6A7D.js";import{b as e}from"./chunk-FQZWTSBP.js";var c=100,d=24,l=class{#s;#r;#e;#t=new AbortController;#i=0;#o=!1;constructor(t,i,o){this.#s=t,this.#r=i,this.#e=o}touch(){this.#o||this.#t.signal.aborted||(this.#o=!0,this.#r.sleep(c,this.#t.signal).then(()=>{this.#o=!1,this.#h()},()=>{}))}above(t){this.#n(`${t}
`),this.#t.signal.aborted||this.#h()}stop(){this.#t.abort(),this.#n("")}#h(){let{columns:t,stream:i}=this.#s,o=i.rows??d,r=this.#e(Math.max(1,o-2),t-1).map(n=>m(n,t-1));this.#n(r.map(n=>`${n}
`).join("")),this.#i=r.length}#n(t){let i=this.#i===0?"":`\x1B[${this.#i}A\r\x1B[J`;this.#i=0,(i!==""||t!=="")&&this.#s.write(`${i}${t}`)}};function m(s,t){let i=e(s);return h(i)<=t?s:a(i,t)}export{l as a};
