const require=process.getBuiltinModule;
import{b as r}from"./chunk-L5E5VQ6O.js";var h=100,a=24,e=class{#s;#r;#e;#t=new AbortController;#i=0;#o=!1;constructor(t,i,s){this.#s=t,this.#r=i,this.#e=s}touch(){this.#o||this.#t.signal.aborted||(this.#o=!0,this.#r.sleep(h,this.#t.signal).then(()=>{this.#o=!1,this.#h()},()=>{}))}above(t){this.#n(`${t}
`),this.#t.signal.aborted||this.#h()}stop(){this.#t.abort(),this.#n("")}#h(){let{columns:t,stream:i}=this.#s,s=i.rows??a,n=this.#e(Math.max(1,s-2),t-1).map(o=>r(o,t-1));this.#n(n.map(o=>`${o}
`).join("")),this.#i=n.length}#n(t){let i=this.#i===0?"":`\x1B[${this.#i}A\r\x1B[J`;this.#i=0,(i!==""||t!=="")&&this.#s.write(`${i}${t}`)}};export{e as a};
