const require=process.getBuiltinModule;
import"./chunks/chunk-AV2YV2RQ.js";var t=s(),e=()=>t;async function s(){let[{processIo:n},{runStep:i},{runnerReports:r}]=await Promise.all([import("./chunks/process-io-BRU3TDX5.js"),import("./chunks/step-FBCYYGJ7.js"),import("./chunks/runner-reports-AIYUWSJO.js")]),o=n();o.leave(await i(o,r))}export{e as run};
