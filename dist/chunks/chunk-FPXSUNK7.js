const require=process.getBuiltinModule;
import{a as p}from"./chunk-NTC6BWED.js";import{a_WKQ3DVMF as s}from"./joined.js";async function*a({engine:r,clock:t,timing:i},o,e){yield*p(r,o,{until:{kind:"replay-end"},signal:e,clock:t,timing:i}),e.throwIfAborted()}async function f(r,t,i){let o=new s;for await(let e of a(r,t,i))for(let n of e)n.type==="event"&&o.apply(n);return o}export{a,f as b};
