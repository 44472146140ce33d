const require=process.getBuiltinModule;
function l(e){let{event:n,pieces:t}=e;if(t===void 0)return[e];let{ends:r,head:s,tail:i}=t,a=String(n.delta);return r.map((c,d)=>{let o=a.slice(r[d-1]??0,c);return{event:{...n,delta:o},raw:`${s}${o}${i}`}})}export{l as a};
