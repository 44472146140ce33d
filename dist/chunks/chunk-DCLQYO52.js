const require=process.getBuiltinModule;
import{a}from"./chunk-YT26QG2U.js";import{c_4R6N5XG2 as f}from"./joined.js";import{e_D56QDO6B as g}from"./joined.js";import{a_QG7YQQ37 as r,e_QG7YQQ37 as d}from"./joined.js";var m={action:"actions/upload-artifact",sha:"043fb46d1a93c77aae656e7c1c64a875d1fc6a0a",version:"7.0.1"},h={action:"actions/download-artifact",sha:"3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",version:"8.0.1"};function i({action:e,sha:t,version:n}){return`${e}@${t}${n===void 0?"":` # v${n}`}`}var u={claude:"@agentclientprotocol/claude-agent-acp@0.49.0",codex:"@agentclientprotocol/codex-acp@2.6.0",gemini:"@google/gemini-cli@0.61.0",demo:null},b="@anthropic-ai/sandbox-runtime@0.0.83";function $(e){let t=Object.hasOwn(u,e)?u[e]:void 0;if(t!==void 0)return t;let n=Object.keys(u);throw new r("USAGE",`init can't install the agent "${e}": of ${n.join(", ")} it knows a version`,{hint:g(e,n)??"init with one of those, then change the step that installs it"})}var y="# zizmor: ignore[dangerous-triggers] Amber asks for write access first, and runs no code of a fork",O="# zizmor: ignore[adhoc-packages] versions are pinned, and no install scripts run";function N(e){let{engine:t,schedule:n}=e,o=t==="local"?k(e):E(e),s=n===void 0?"":`  schedule: [{ cron: '${_(n)}' }]
  workflow_dispatch:
`;return`# Has no concurrency group, on purpose: it would keep "@amber stop" waiting. To check all of it: amber doctor --github
name: Amber
on:
  issue_comment: { types: [created] } ${y}
  pull_request_review_comment: { types: [created] }
  pull_request_review: { types: [submitted] }
  issues: { types: [labeled] }
${s}permissions: {}
jobs:
${o}`}function _(e){if(!/^[\d*/,A-Z-]+(?: [\d*/,A-Z-]+){4}$/.test(e))throw d("--schedule",'five fields of cron, such as "*/30 * * * 1-5"',e);return e}var v=`      github.event.label.name == 'amber:auto-fix' ||
      contains(github.event.comment.body || github.event.review.body, '@amber')`,w=75;function E({amber:e,engine:t,project:n,schedule:o}){let s=t==="kubernetes"?["kubeconfig: ${{ secrets.AMBER_KUBECONFIG }}"]:["api-url: ${{ secrets.AMBER_API_URL }}","api-token: ${{ secrets.AMBER_TOKEN }}"],c=[`engine: ${t}`,...s,`project: ${n??"${{ secrets.AMBER_PROJECT }}"}`];return`  amber:
    if: >-
${o===void 0?"":`      github.event_name == 'schedule' || github.event_name == 'workflow_dispatch' ||
`}${v}
    runs-on: ubuntu-latest
    timeout-minutes: ${w}
    permissions: ${l(a.session)}
    steps:
      - uses: ${i(e)}
        with:
${c.map(A=>`          ${A}
`).join("")}`}function k({agent:e,amber:t,schedule:n}){if(n!==void 0)throw new r("USAGE",'--schedule goes not with engine "local": what two jobs hand over is of one thread',{hint:"leave --schedule out, or: --engine platform"});let o=[$(e),b].filter(p=>p!==null),s=f[e]?.login.variable,c=s===void 0?"":`        env: { ${s}: '\${{ secrets.${s} }}' }
`;return`  agent:
    if: >-
${v}
    runs-on: ubuntu-latest
    timeout-minutes: ${w}
    permissions: ${l(a.leave)}
    outputs: { delivery: '\${{ steps.amber.outputs.delivery-path }}' }
    steps:
      - run: | ${O}
          npm install -g --ignore-scripts ${o.join(" ")}
          sudo apt-get update -q && sudo apt-get install -yq bubblewrap socat ripgrep
          sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
      - uses: ${i(t)}
        id: amber
        with: { engine: local, agent: ${e}, sandbox: 'on', deliver: patch }
${c}      - if: always() && steps.amber.outputs.delivery-path != ''
        uses: ${i(m)}
        with: { name: delivery, path: '\${{ steps.amber.outputs.delivery-path }}' }
  deliver:
    needs: agent
    if: \${{ !cancelled() && needs.agent.result != 'skipped' }}
    runs-on: ubuntu-latest
    permissions: ${l(a.deliver)}
    steps:
      - if: needs.agent.outputs.delivery != ''
        uses: ${i(h)}
        with: { name: delivery, path: delivery }
      - uses: ${i(t)}
        with: { engine: local, deliver-from: delivery }
`}function l(e){return`{ ${Object.entries(e).map(([n,o])=>`${n}: ${o}`).join(", ")} }`}export{i as a,y as b,N as c,w as d,l as e};
