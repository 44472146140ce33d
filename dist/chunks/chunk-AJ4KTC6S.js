const require=process.getBuiltinModule;
import{a as o}from"./chunk-KVQRFEZT.js";async function*c({engine:t,clock:n,timing:i},s,r,e){yield*o(t,s,{until:{kind:"replay-end"},signal:r,clock:n,timing:i,...e===void 0?{}:{from:e}})}export{c as a};
