const require=process.getBuiltinModule;
import{c as i}from"./chunk-ISGHYJGU.js";import{a as s}from"./chunk-I2MTBGQ6.js";import{a_P5NT46WY as t}from"./joined.js";function S(e,r,n){return s(n,async o=>(await t(n.engine.get(e),o.leash.signal),o.session=e,new i(o,e,r,n).run()))}export{S as a};
