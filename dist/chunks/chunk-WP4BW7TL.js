const require=process.getBuiltinModule;
import{a as o}from"./chunk-U3J457DI.js";async function*c({engine:t,clock:n,timing:r},i,s,e){yield*o(t,i,{until:{kind:"replay-end"},signal:s,clock:n,timing:r,...e===void 0?{}:{from:e}})}export{c as a};
