const require=process.getBuiltinModule;
import"./chunk-ONGHUQ2F.js";function l({write:o,clock:e,redactor:t}){return(r,n,i={})=>{let c=JSON.stringify({ts:e.date().toISOString(),level:r,event:n,...i});o(`${t.all(c)}
`)}}export{l as jsonLog};
