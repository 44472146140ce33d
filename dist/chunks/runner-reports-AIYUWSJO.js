const require=process.getBuiltinModule;
import"./chunk-AV2YV2RQ.js";async function r(){let t=await import("./toolkit-SFJTAMI7.js");return{output:t.setOutput,state:t.saveState,notice:t.notice,warning:t.warning,failed:t.setFailed,secret:t.setSecret,summary:async e=>{await t.summary.addRaw(e).write()}}}export{r as runnerReports};
