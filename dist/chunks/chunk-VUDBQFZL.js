const require=process.getBuiltinModule;
import{a as l}from"./chunk-WSXZLUX7.js";import{c_C2VNS3IH as A}from"./joined.js";import{e_D56QDO6B as y}from"./joined.js";import{a_QG7YQQ37 as u,e_QG7YQQ37 as v}from"./joined.js";var w={action:"actions/upload-artifact",sha:"043fb46d1a93c77aae656e7c1c64a875d1fc6a0a",version:"7.0.1"},O={action:"actions/download-artifact",sha:"3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",version:"8.0.1"};function i({action:e,sha:n,version:t}){return`${e}@${n}${t===void 0?"":` # v${t}`}`}var d={claude:"@agentclientprotocol/claude-agent-acp@0.49.0",codex:"@agentclientprotocol/codex-acp@2.6.0",gemini:"@google/gemini-cli@0.61.0",demo:null},_="@anthropic-ai/sandbox-runtime@0.0.83";function E(e){let n=Object.hasOwn(d,e)?d[e]:void 0;if(n!==void 0)return n;let t=Object.keys(d);throw new u("USAGE",`init can't install the agent "${e}": of ${t.join(", ")} it knows a version`,{hint:y(e,t)??"init with one of those, then change the step that installs it"})}var R="# zizmor: ignore[dangerous-triggers] Amber asks for write access first, and runs no code of a fork",U="# zizmor: ignore[adhoc-packages] versions are pinned, and no install scripts run";function F(e){let{engine:n,schedule:t}=e,s=n==="local"?I(e):D(e),o=t===void 0?"":`  schedule: [{ cron: '${j(t)}' }]
  workflow_dispatch:
`;return`# ${t===void 0?"Has no concurrency group":"Comments have no concurrency group"}, on purpose: it would keep "@amber stop" waiting. To check all of it: amber doctor --github
name: Amber
on:
  issue_comment: { types: [created] } ${R}
  pull_request_review_comment: { types: [created] }
  pull_request_review: { types: [submitted] }
  issues: { types: [labeled] }
${o}permissions: {}
jobs:
${s}`}var N=[[0,59,[]],[0,23,[]],[1,31,[]],[1,12,["JAN","FEB","MAR","APR","MAY","JUN","JUL","AUG","SEP","OCT","NOV","DEC"]],[0,6,["SUN","MON","TUE","WED","THU","FRI","SAT"]]];function j(e){let n=e.split(" ");if(!(n.length===N.length&&N.every(([s,o,r],a)=>(n[a]??"").split(",").every(c=>{let g=/^(?:\*|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(c);if(g===null)return!1;let[,f,S=f,x="1"]=g,T=[f,S].map(p=>{let $=r.indexOf(p??"");return $>=0?$+s:/^\d+$/.test(p??"")?Number(p):Number.NaN}),[b=Number.NaN,h=Number.NaN]=c.startsWith("*")?[s,o]:T;return s<=b&&b<=h&&h<=o&&Number(x)>0}))))throw v("--schedule",'five fields of cron, such as "*/30 * * * 1-5"',e);return e}var G=`    concurrency: { group: "\${{ (github.event_name == 'schedule' || github.event_name == 'workflow_dispatch') && 'amber-pass' || github.run_id }}" }
`,P=`      github.event.label.name == 'amber:auto-fix' ||
      contains(github.event.comment.body || github.event.review.body, '@amber')`,k=75;function D({amber:e,engine:n,project:t,schedule:s}){let o=n==="kubernetes"?["kubeconfig: ${{ secrets.AMBER_KUBECONFIG }}"]:["api-url: ${{ secrets.AMBER_API_URL }}","api-token: ${{ secrets.AMBER_TOKEN }}"],r=[`engine: ${n}`,...o,`project: ${t??"${{ secrets.AMBER_PROJECT }}"}`];return`  amber:
    if: >-
${s===void 0?"":`      github.event_name == 'schedule' || github.event_name == 'workflow_dispatch' ||
`}${P}
    runs-on: ubuntu-latest
    timeout-minutes: ${k}
    permissions: ${m(l.session)}
${s===void 0?"":G}    steps:
      - uses: ${i(e)}
        with:
${r.map(c=>`          ${c}
`).join("")}`}function I({agent:e,amber:n,schedule:t}){if(t!==void 0)throw new u("USAGE",'--schedule goes not with engine "local": what two jobs hand over is of one thread',{hint:"leave --schedule out, or: --engine platform"});let s=[E(e),_].filter(a=>a!==null),o=A[e]?.login.variable,r=o===void 0?"":`        env: { ${o}: '\${{ secrets.${o} }}' }
`;return`  agent:
    if: >-
${P}
    runs-on: ubuntu-latest
    timeout-minutes: ${k}
    permissions: ${m(l.leave)}
    outputs: { delivery: '\${{ steps.amber.outputs.delivery-path }}' }
    steps:
      - run: | ${U}
          npm install -g --ignore-scripts ${s.join(" ")}
          sudo apt-get update -q && sudo apt-get install -yq bubblewrap socat ripgrep
          sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
      - uses: ${i(n)}
        id: amber
        with: { engine: local, agent: ${e}, sandbox: 'on', deliver: patch }
${r}      - if: always() && steps.amber.outputs.delivery-path != ''
        uses: ${i(w)}
        with: { name: delivery, path: '\${{ steps.amber.outputs.delivery-path }}' }
  deliver:
    needs: agent
    if: \${{ !cancelled() && needs.agent.result != 'skipped' }}
    runs-on: ubuntu-latest
    permissions: ${m(l.deliver)}
    steps:
      - if: needs.agent.outputs.delivery != ''
        uses: ${i(O)}
        with: { name: delivery, path: delivery }
      - uses: ${i(n)}
        with: { engine: local, deliver-from: delivery }
`}function m(e){return`{ ${Object.entries(e).map(([t,s])=>`${t}: ${s}`).join(", ")} }`}export{i as a,R as b,F as c,G as d,k as e,m as f};
