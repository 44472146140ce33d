const require=process.getBuiltinModule;
import{a_5Z7FOTRS as i}from"./main-shared.js";import"./main-shared.js";import"./chunk-MY4VRDAE.js";import"./chunk-LJTZADEM.js";import"./chunk-6ER2AY6B.js";import"./chunk-4NQBZHZH.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";var s=3e3;async function l({clock:r,stderr:o},n,e){let t=new AbortController;r.sleep(s,t.signal).then(()=>i(o,`waiting for ${n}: it is read until it ends
`),()=>{});try{return await e}finally{t.abort()}}export{l as explainWait};
