const require=process.getBuiltinModule;
import{a as o,b as n}from"./chunk-ZC3BGDON.js";import{c_U2DHNKUD as t}from"./joined.js";function a({out:d,redactor:f}){let i=new o;return n(f,p=>i.write(d,e=>{for(let r of p)if(r.type==="event")for(let{raw:c=""}of t(r))e.text(c),e.text(`
`)}))}export{a};
