const require=process.getBuiltinModule;
import{a as s}from"./chunks/chunk-V7HBGUIT.js";import"./chunks/chunk-AV2YV2RQ.js";var[e]=process.argv.slice(2);if(e==="--version"||e==="-V")process.stdout.on("error",({code:o,message:r})=>{o!=="EPIPE"&&(process.stderr.write(`error: cannot write to stdout: ${r} [UNAVAILABLE]
`),process.exitCode=1)}),process.stdout.write(`${s}
`);else{let{processIo:o}=await import("./chunks/process-io-MPFVSORJ.js"),{main:r}=await import("./chunks/main-44EGUWVQ.js"),t=o();t.leave(await r(t))}
