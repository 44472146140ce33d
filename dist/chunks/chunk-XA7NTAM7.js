const require=process.getBuiltinModule;
import{a as o}from"./chunk-H7W6HOBW.js";async function*c({engine:t,clock:n,timing:i},r,s,e){yield*o(t,r,{until:{kind:"replay-end"},signal:s,clock:n,timing:i,...e===void 0?{}:{from:e}})}export{c as a};
