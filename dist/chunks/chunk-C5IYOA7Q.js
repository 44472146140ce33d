const require=process.getBuiltinModule;
import{c as i}from"./chunk-QBRZS6XS.js";import{a as s}from"./chunk-DGQBIHER.js";import{a as t}from"./chunk-EWV5M5FK.js";function S(e,r,n){return s(n,async o=>(await t(n.engine.get(e),o.leash.signal),o.session=e,new i(o,e,r,n).run()))}export{S as a};
