const require=process.getBuiltinModule;
import{a_JECCJ4QP as s}from"./run-shared.js";var u=5500;function l(e){let r=new s,n=new AbortController,c=e.onEnding(t=>{if(t==="EPIPE")return;let o=t==="SIGHUP"?"SIGTERM":t;if(!r.first.aborted){let i=()=>r.trigger(o);e.clock.sleep(u,n.signal).then(i,()=>{})}r.trigger(o)});return{interrupts:r,release:()=>{n.abort(),c()}}}export{l as a};
