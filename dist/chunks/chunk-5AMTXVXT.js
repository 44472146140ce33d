import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);
async function c(n,t,r,i){let o=e(i,t);if(r!=="yaml")return n.write(`${JSON.stringify(o,null,r==="json"?2:0)}
`);let{stringify:s}=await import("./browser-3YCPILG6.js");await n.write(s(o,{lineWidth:0}))}function e(n,t){return typeof n=="string"?t.all(n):Array.isArray(n)?n.map(r=>e(r,t)):typeof n!="object"||n===null?n:Object.fromEntries(Object.entries(n).map(([r,i])=>[r,e(i,t)]))}export{c as a};
