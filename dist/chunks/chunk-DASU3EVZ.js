const require=process.getBuiltinModule;
import{c as s}from"./chunk-I6FUW7RU.js";import{a as i}from"./chunk-ZZCBQ4KG.js";import{a as o}from"./chunk-DCWNVLBB.js";function S(e,r,n){return i(n,async t=>(await o(n.engine.get(e),t.leash.signal),t.session=e,new s(t,e,r,n).run()))}export{S as a};
