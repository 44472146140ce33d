const require=process.getBuiltinModule;
import{a}from"./chunk-NJY5WXSU.js";import{a_HASI66OB as s}from"./joined.js";async function*p({engine:r,clock:t,timing:i},e,o){yield*a(r,e,{until:{kind:"replay-end"},signal:o,clock:t,timing:i}),o.throwIfAborted()}async function f(r,t,i){let e=new s;for await(let o of p(r,t,i))for(let n of o)n.type==="event"&&e.apply(n);return e}export{p as a,f as b};
