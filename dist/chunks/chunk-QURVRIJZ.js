const require=process.getBuiltinModule;
import{a as s}from"./chunk-JDZMJKBF.js";var n=100,a=24,o=class{#o;#r;#t;#e;#i=new AbortController;#s=!1;constructor(t,r,e){let i=t.stream;this.#o=t,this.#r=r,this.#t=new s(i),this.#e=()=>e(Math.max(1,(i.rows||a)-1),t.columns-1)}touch(){this.#s||this.#i.signal.aborted||(this.#s=!0,this.#r.sleep(n,this.#i.signal).then(()=>{this.#s=!1,this.#n()},()=>{}))}above(t){this.#t.hide(),this.#o.write(`${t}
`),this.#i.signal.aborted||this.#n()}stop(){this.#i.abort(),this.#t.stop()}#n(){this.#t.show(()=>({above:this.#e(),status:""}))}};export{o as a};
