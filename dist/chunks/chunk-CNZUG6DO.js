const require=process.getBuiltinModule;
import{a as l}from"./chunk-WSXZLUX7.js";import{c_C2VNS3IH as y}from"./joined.js";import{e_D56QDO6B as w}from"./joined.js";import{a_QG7YQQ37 as u,e_QG7YQQ37 as m}from"./joined.js";var A={action:"actions/upload-artifact",sha:"043fb46d1a93c77aae656e7c1c64a875d1fc6a0a",version:"7.0.1"},O={action:"actions/download-artifact",sha:"3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",version:"8.0.1"};function r({action:e,sha:t,version:n}){return`${e}@${t}${n===void 0?"":` # v${n}`}`}var f={claude:"@agentclientprotocol/claude-agent-acp@0.49.0",codex:"@agentclientprotocol/codex-acp@2.6.0",gemini:"@google/gemini-cli@0.61.0",demo:null},_="@anthropic-ai/sandbox-runtime@0.0.83";function E(e){let t=Object.hasOwn(f,e)?f[e]:void 0;if(t!==void 0)return t;let n=Object.keys(f);throw new u("USAGE",`init can't install the agent "${e}": of ${n.join(", ")} it knows a version`,{hint:w(e,n)??"init with one of those, then change the step that installs it"})}var R="# zizmor: ignore[dangerous-triggers] Amber asks for write access first, and runs no code of a fork",U="# zizmor: ignore[adhoc-packages] versions are pinned, and no install scripts run";function F(e){let{engine:t,schedule:n}=e,s=t==="local"?I(e):D(e),o=n===void 0?"":`  schedule: [{ cron: '${j(n)}' }]
  workflow_dispatch:
`;return`# ${n===void 0?"Has no concurrency group":"Comments have no concurrency group"}, on purpose: it would keep "@amber stop" waiting. To check all of it: amber doctor --github
name: Amber
on:
  issue_comment: { types: [created] } ${R}
  pull_request_review_comment: { types: [created] }
  pull_request_review: { types: [submitted] }
  issues: { types: [labeled] }
${o}permissions: {}
jobs:
${s}`}var N=[[0,59,[]],[0,23,[]],[1,31,[]],[1,12,["JAN","FEB","MAR","APR","MAY","JUN","JUL","AUG","SEP","OCT","NOV","DEC"]],[0,6,["SUN","MON","TUE","WED","THU","FRI","SAT"]]];function j(e){let t=e.split(" ");if(!(t.length===N.length&&N.every(([s,o,i],a)=>(t[a]??"").split(",").every(d=>{let c=/^(?:\*|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(d);if(c===null)return!1;let[,b,S=b,x="1"]=c,T=[b,S].map(p=>{let v=i.indexOf(p??"");return v>=0?v+s:/^\d+$/.test(p??"")?Number(p):Number.NaN}),[h=Number.NaN,$=Number.NaN]=d.startsWith("*")?[s,o]:T;return s<=h&&h<=$&&$<=o&&Number(x)>0}))))throw m("--schedule",'five fields of cron, such as "*/30 * * * 1-5"',e);return e}var G=`    concurrency: { group: "\${{ (github.event_name == 'schedule' || github.event_name == 'workflow_dispatch') && 'amber-pass' || github.run_id }}" }
`,P=`      github.event.label.name == 'amber:auto-fix' ||
      contains(github.event.comment.body || github.event.review.body, '@amber')`,k=75;function D({agent:e,amber:t,engine:n,project:s,schedule:o}){if(e!==void 0&&!/^[\w.-]+$/.test(e))throw m("--agent",'with this engine a name of letters, digits, ".", "_" and "-"',e);let i=n==="kubernetes"?["kubeconfig: ${{ secrets.AMBER_KUBECONFIG }}"]:["api-url: ${{ secrets.AMBER_API_URL }}","api-token: ${{ secrets.AMBER_TOKEN }}"],a=[`engine: ${n}`,...i,`project: ${s??"${{ secrets.AMBER_PROJECT }}"}`,...e===void 0?[]:[`agent: ${e}`]];return`  amber:
    if: >-
${o===void 0?"":`      github.event_name == 'schedule' || github.event_name == 'workflow_dispatch' ||
`}${P}
    runs-on: ubuntu-latest
    timeout-minutes: ${k}
    permissions: ${g(l.session)}
${o===void 0?"":G}    steps:
      - uses: ${r(t)}
        with:
${a.map(c=>`          ${c}
`).join("")}`}function I({agent:e="claude",amber:t,schedule:n}){if(n!==void 0)throw new u("USAGE",'--schedule goes not with engine "local": what two jobs hand over is of one thread',{hint:"leave --schedule out, or: --engine platform"});let s=[E(e),_].filter(a=>a!==null),o=y[e]?.login.variable,i=o===void 0?"":`        env: { ${o}: '\${{ secrets.${o} }}' }
`;return`  agent:
    if: >-
${P}
    runs-on: ubuntu-latest
    timeout-minutes: ${k}
    permissions: ${g(l.leave)}
    outputs: { delivery: '\${{ steps.amber.outputs.delivery-path }}' }
    steps:
      - run: | ${U}
          npm install -g --ignore-scripts ${s.join(" ")}
          sudo apt-get update -q && sudo apt-get install -yq bubblewrap socat ripgrep
          sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
      - uses: ${r(t)}
        id: amber
        with: { engine: local, agent: ${e}, sandbox: 'on', deliver: patch }
${i}      - if: always() && steps.amber.outputs.delivery-path != ''
        uses: ${r(A)}
        with: { name: delivery, path: '\${{ steps.amber.outputs.delivery-path }}' }
  deliver:
    needs: agent
    if: \${{ !cancelled() && needs.agent.result != 'skipped' }}
    runs-on: ubuntu-latest
    permissions: ${g(l.deliver)}
    steps:
      - if: needs.agent.outputs.delivery != ''
        uses: ${r(O)}
        with: { name: delivery, path: delivery }
      - uses: ${r(t)}
        with: { engine: local, deliver-from: delivery }
`}function g(e){return`{ ${Object.entries(e).map(([n,s])=>`${n}: ${s}`).join(", ")} }`}export{r as a,R as b,F as c,G as d,k as e,g as f};
