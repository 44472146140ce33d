import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);
var i={0:{means:"the run finished and the session is stopped (or was to be kept, or is in use by another run); a read succeeded; detached",outcome:"finished, detached"},1:{means:"Amber or the transport failed, or the run is lost",outcome:"lost"},2:{means:"usage or configuration",outcome:""},3:{means:"the run failed",outcome:"failed"},4:{means:"not authenticated, or not permitted",outcome:""},5:{means:"the run needs input",outcome:"needs-input"},6:{means:"no such session or project",outcome:""},7:{means:"the run finished, but the stop is unconfirmed: compute may leak",outcome:"finished"},8:{means:"still running (status --exit-code)",outcome:""},9:{means:"stopped or cancelled by someone else",outcome:"stopped, cancelled"},124:{means:"a time limit, ours or the session\u2019s; the session was stopped",outcome:"timed-out"},130:{means:"SIGINT; the session was stopped",outcome:"cancelled"},143:{means:"SIGTERM; the session was stopped",outcome:"cancelled"}};function t(n,o={}){return n.map(e=>`  ${String(e).padStart(3)}  ${o[e]??i[e]?.means??""}`).join(`
`)}function c(n,{examples:o,exits:e,exitWords:s}){let a=o.map(({run:r,what:m})=>`  # ${m}
  $ ${r}`).join(`
`);return n.addHelpText("after",`
Examples:
${a}

Exit codes:
${t(e,s)}`)}export{i as a,c as b};
