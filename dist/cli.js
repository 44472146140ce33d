import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);
import{a as s}from"./chunks/chunk-NIM2BVKW.js";import"./chunks/chunk-PEAM5PW6.js";var[e]=process.argv.slice(2);if(e==="--version"||e==="-V")process.stdout.on("error",({code:o,message:r})=>{o!=="EPIPE"&&(process.stderr.write(`error: cannot write to stdout: ${r} [UNAVAILABLE]
`),process.exitCode=1)}),process.stdout.write(`${s}
`);else{let{processIo:o}=await import("./chunks/process-io-TFF4AOKS.js"),{main:r}=await import("./chunks/main-YQEYJ46H.js"),t=o();t.leave(await r(t))}
