const require=process.getBuiltinModule;
import"./chunk-ONGHUQ2F.js";async function r(){let t=await import("./toolkit-RS4T2MLK.js");return{output:t.setOutput,state:t.saveState,notice:t.notice,warning:t.warning,failed:t.setFailed,secret:t.setSecret,summary:async e=>{await t.summary.addRaw(e).write()}}}export{r as runnerReports};
