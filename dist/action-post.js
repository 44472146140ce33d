const require=process.getBuiltinModule;
import"./chunks/chunk-ONGHUQ2F.js";var t=s(),e=()=>t;async function s(){let[{processIo:n},{runPost:i},{runnerReports:r}]=await Promise.all([import("./chunks/process-io-ECKX6FAK.js"),import("./chunks/post-O6NCURGZ.js"),import("./chunks/runner-reports-YFWRLKPW.js")]),o=n();o.leave(await i(o,r))}export{e as run};
