const require=process.getBuiltinModule;
import{a as p,b as a}from"./chunk-ZOLVJARL.js";import{c_NWMH7U2L as d}from"./joined.js";function R({out:c,redactor:i}){let r=new a(i),s=new p,n=e=>s.write(c,t=>{for(let o of e)if(o.type==="event")for(let{raw:f=""}of d(o))t.text(f),t.text(`
`)});return{update(e){let t=[];for(let o of e)r.take(o,t);return n(t)},async close(){let e=[];r.end(e),await n(e)}}}export{R as a};
