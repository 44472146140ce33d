const require=process.getBuiltinModule;
import{a as i}from"./chunk-6KWJQGJX.js";import{c_ZXOXKJGD as s}from"./main-shared.js";import"./main-shared.js";import"./chunk-AV2YV2RQ.js";var y=()=>process.getBuiltinModule("node:crypto");var a=(...e)=>y().createHash(...e);var p=3e3;async function h(e,t,x){let o=n=>{x||e.stderr.write(`${n}
`)},r=await i(e,{patienceMs:p,slow:n=>o(`reading stdin, ${n} bytes so far: the run begins when it ends`)});if(r===void 0)return await e.stderr.write(`warning: nothing came on stdin within ${p/1e3} s: the run goes on without it. What takes longer belongs into a file (< FILE); < /dev/null spares the wait
`),t;let c=s(r,"stdin","USAGE");return c.trim()===""?t:(o(`stdin goes with the prompt: ${r.length} bytes`),`${t}

${l(c)}`)}function l(e){let t=`stdin-${a("sha256").update(e).digest("hex").slice(0,16)}`;return`<${t}>
${e.endsWith(`
`)?e:`${e}
`}</${t}>`}export{h as withPiped};
