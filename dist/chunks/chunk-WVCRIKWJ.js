const require=process.getBuiltinModule;
import{c as s}from"./chunk-HW55BMNP.js";import{a as i}from"./chunk-PNMWS6NM.js";import{a as o}from"./chunk-DCWNVLBB.js";function S(e,r,n){return i(n,async t=>(await o(n.engine.get(e),t.leash.signal),t.session=e,new s(t,e,r,n).run()))}export{S as a};
