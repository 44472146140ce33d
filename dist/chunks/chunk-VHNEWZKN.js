const require=process.getBuiltinModule;
import{c as r}from"./chunk-QG7YQQ37.js";function l(e){let o=e instanceof Error?e.cause:void 0;return{error:r(e),...o!==void 0&&{cause:r(o)}}}function d({write:e,clock:o,redactor:n}){return(t,s,c={})=>{let i=JSON.stringify({ts:o.date().toISOString(),level:t,event:s,...c});e(`${n.all(i)}
`)}}export{l as a,d as b};
