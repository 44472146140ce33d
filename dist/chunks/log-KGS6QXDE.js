import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);
import"./chunk-PEAM5PW6.js";function l({write:o,clock:e,redactor:t}){return(r,n,i={})=>{let c=JSON.stringify({ts:e.date().toISOString(),level:r,event:n,...i});o(`${t.all(c)}
`)}}export{l as jsonLog};
