const require=process.getBuiltinModule;
import{a}from"./chunk-UWRRFEH2.js";import{a as d}from"./chunk-63YWL3OZ.js";function u({out:p,redactor:i}){let o=new a(i),n=e=>{let t="";for(let r of e)if(r.type==="event")for(let{raw:s=""}of d(r))t+=`${s}
`;return t===""?void 0:p.write(t)};return{update(e){let t=[];for(let r of e)o.take(r,t);return n(t)},async close(){let e=[];o.end(e),await n(e)}}}export{u as a};
