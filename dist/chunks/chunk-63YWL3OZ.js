const require=process.getBuiltinModule;
function d(e){let{event:r,pieces:n}=e;if(n===void 0)return[e];let{deltas:o,head:i,tail:a}=n;return o.map(t=>({event:{...r,delta:t},raw:`${i}${t}${a}`}))}export{d as a};
