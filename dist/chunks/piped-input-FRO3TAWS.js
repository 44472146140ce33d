const require=process.getBuiltinModule;
import{b as a}from"./chunk-B3OBWD63.js";import{a_5Z7FOTRS as o}from"./main-shared.js";import"./main-shared.js";import"./chunk-MY4VRDAE.js";import"./chunk-LJTZADEM.js";import"./chunk-6ER2AY6B.js";import{d as i}from"./chunk-4NQBZHZH.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";var l=()=>process.getBuiltinModule("node:crypto");var p=(...e)=>l().createHash(...e);var x=3e3;async function H(e,t,y){let c=n=>{y||o(e.stderr,`${n}
`)},r=await a(e,{patienceMs:x,slow:n=>c(`reading stdin, ${n} bytes so far: the run begins when it ends`)});if(r===void 0)return await o(e.stderr,`warning: nothing came on stdin within ${x/1e3} s: the run goes on without it. What takes longer belongs into a file (< FILE); < /dev/null spares the wait
`),t;let s=i(r,"stdin","USAGE");return s.trim()===""?t:(c(`stdin goes with the prompt: ${r.length} bytes`),`${t}

${f(s)}`)}function f(e){let t=`stdin-${p("sha256").update(e).digest("hex").slice(0,16)}`;return`<${t}>
${e.endsWith(`
`)?e:`${e}
`}</${t}>`}export{H as withPiped};
