const require=process.getBuiltinModule;
import{b as e}from"./chunks/chunk-DDFGWL6R.js";import"./chunks/chunk-AV2YV2RQ.js";var[s]=process.argv.slice(2);if(s==="--version"||s==="-V")process.stdout.on("error",({code:o,message:r})=>{o!=="EPIPE"&&(process.stderr.write(`error: cannot write to stdout: ${r} [UNAVAILABLE]
`),process.exitCode=1)}),process.stdout.write(`${e()}
`);else{let{processIo:o}=await import("./chunks/process-io-NYENZHBL.js"),{main:r}=await import("./chunks/program-X34NAEGG.js"),t=o();t.leave(await r(t))}
