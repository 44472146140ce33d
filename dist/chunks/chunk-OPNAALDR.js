const require=process.getBuiltinModule;
import{d as s}from"./chunk-AZJLJ6Y3.js";import{b as i}from"./chunk-CWHQNRN4.js";import{a as o}from"./chunk-63LPHDRN.js";function S(e,r,n){return i(n,async t=>(await o(n.engine.get(e),t.leash.signal),t.session=e,new s(t,e,r,n).run()))}export{S as a};
