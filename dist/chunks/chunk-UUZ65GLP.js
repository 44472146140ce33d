const require=process.getBuiltinModule;
import{a as c}from"./chunk-TUCCXVI4.js";import{a as y,b as w,d as i,e as _,f as N}from"./chunk-C6JSIQFR.js";import{c_J754EQM2 as v}from"./start-shared.js";import{a as $,e as d}from"./chunk-QG7YQQ37.js";var T="# zizmor: ignore[dangerous-triggers] Amber asks for write access first, and runs no code of a fork",P="# zizmor: ignore[adhoc-packages] versions are pinned, and no install scripts run";function D(e){let{engine:r,schedule:n}=e,t=r==="local"?x(e):j(e),s=n===void 0?"":`  schedule: [{ cron: '${U(n)}' }]
  workflow_dispatch:
`;return`# ${n===void 0?"Has no concurrency group":"Comments have no concurrency group"}, on purpose: it would keep "@amber stop" waiting. To check all of it: amber doctor --github
name: Amber
on:
  issue_comment: { types: [created] } ${T}
  pull_request_review_comment: { types: [created] }
  pull_request_review: { types: [submitted] }
  issues: { types: [labeled] }
${s}permissions: {}
jobs:
${t}`}var A=[[0,59,[]],[0,23,[]],[1,31,[]],[1,12,["JAN","FEB","MAR","APR","MAY","JUN","JUL","AUG","SEP","OCT","NOV","DEC"]],[0,6,["SUN","MON","TUE","WED","THU","FRI","SAT"]]];function U(e){let r=e.split(" ");if(!(r.length===A.length&&A.every(([t,s,o],u)=>(r[u]??"").split(",").every(l=>{let a=/^(?:\*|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(l);if(a===null)return!1;let[,f,S=f,k="1"]=a,R=[f,S].map(p=>{let h=o.indexOf(p??"");return h>=0?h+t:/^\d+$/.test(p??"")?Number(p):Number.NaN}),[g=Number.NaN,b=Number.NaN]=l.startsWith("*")?[t,s]:R;return t<=g&&g<=b&&b<=s&&Number(k)>0}))))throw d("--schedule",'five fields of cron, such as "*/30 * * * 1-5"',e);return e}var I=`    concurrency: { group: "\${{ (github.event_name == 'schedule' || github.event_name == 'workflow_dispatch') && 'amber-pass' || github.run_id }}" }
`,E=`      github.event.label.name == 'amber:auto-fix' ||
      contains(github.event.comment.body || github.event.review.body, '@amber')`,O=75;function j({agent:e,amber:r,engine:n,project:t,schedule:s}){if(e!==void 0&&!/^[\w.-]+$/.test(e))throw d("--agent",'with this engine a name of letters, digits, ".", "_" and "-"',e);let o=n==="kubernetes"?["kubeconfig: ${{ secrets.AMBER_KUBECONFIG }}"]:["api-url: ${{ secrets.AMBER_API_URL }}","api-token: ${{ secrets.AMBER_TOKEN }}"],u=[`engine: ${n}`,...o,`project: ${t??"${{ secrets.AMBER_PROJECT }}"}`,...e===void 0?[]:[`agent: ${e}`]];return`  amber:
    if: >-
${s===void 0?"":`      github.event_name == 'schedule' || github.event_name == 'workflow_dispatch' ||
`}${E}
    runs-on: ubuntu-latest
    timeout-minutes: ${O}
    permissions: ${m(c.session)}
${s===void 0?"":I}    steps:
      - uses: ${i(r)}
        with:
${u.map(a=>`          ${a}
`).join("")}`}function x({agent:e="claude",amber:r,schedule:n}){if(n!==void 0)throw new $("USAGE",'--schedule does not go with engine "local": what two jobs hand over is of one thread',{hint:"leave --schedule out, or: --engine platform"});let t=[N(e),_].filter(u=>u!==null),s=v[e]?.login.variable,o=s===void 0?"":`        env: { ${s}: '\${{ secrets.${s} }}' }
`;return`  agent:
    if: >-
${E}
    runs-on: ubuntu-latest
    timeout-minutes: ${O}
    permissions: ${m(c.leave)}
    outputs: { delivery: '\${{ steps.amber.outputs.delivery-path }}' }
    steps:
      - run: | ${P}
          npm install -g --ignore-scripts ${t.join(" ")}
          sudo apt-get update -q && sudo apt-get install -yq bubblewrap socat ripgrep
          sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
      - uses: ${i(r)}
        id: amber
        with: { engine: local, agent: ${e}, sandbox: 'on', deliver: patch }
${o}      - if: always() && steps.amber.outputs.delivery-path != ''
        uses: ${i(y)}
        with: { name: delivery, path: '\${{ steps.amber.outputs.delivery-path }}' }
  deliver:
    needs: agent
    if: \${{ !cancelled() && needs.agent.result != 'skipped' }}
    runs-on: ubuntu-latest
    permissions: ${m(c.deliver)}
    steps:
      - if: needs.agent.outputs.delivery != ''
        uses: ${i(w)}
        with: { name: delivery, path: delivery }
      - uses: ${i(r)}
        with: { engine: local, deliver-from: delivery }
`}function m(e){return`{ ${Object.entries(e).map(([n,t])=>`${n}: ${t}`).join(", ")} }`}export{T as a,D as b,I as c,O as d,m as e};
