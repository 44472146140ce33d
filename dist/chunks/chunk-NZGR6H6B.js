const require=process.getBuiltinModule;
import{a as o}from"./chunk-YT26QG2U.js";import{c_4R6N5XG2 as d}from"./joined.js";import{e_D56QDO6B as l}from"./joined.js";import{a_QG7YQQ37 as u}from"./joined.js";var g={action:"actions/upload-artifact",sha:"043fb46d1a93c77aae656e7c1c64a875d1fc6a0a",version:"7.0.1"},m={action:"actions/download-artifact",sha:"3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",version:"8.0.1"};function i({action:e,sha:t,version:n}){return`${e}@${t}${n===void 0?"":` # v${n}`}`}var c={claude:"@agentclientprotocol/claude-agent-acp@0.49.0",codex:"@agentclientprotocol/codex-acp@2.6.0",gemini:"@google/gemini-cli@0.61.0",demo:null},b="@anthropic-ai/sandbox-runtime@0.0.83";function f(e){let t=Object.hasOwn(c,e)?c[e]:void 0;if(t!==void 0)return t;let n=Object.keys(c);throw new u("USAGE",`init can't install the agent "${e}": of ${n.join(", ")} it knows a version`,{hint:l(e,n)??"init with one of those, then change the step that installs it"})}var y="# zizmor: ignore[dangerous-triggers] Amber asks for write access first, and runs no code of a fork",A="# zizmor: ignore[adhoc-packages] versions are pinned, and no install scripts run";function T(e){let t=e.engine==="local"?w(e):v(e);return`# Has no concurrency group, on purpose: it would keep "@amber stop" waiting. To check all of it: amber doctor --github
name: Amber
on:
  issue_comment: { types: [created] } ${y}
  pull_request_review_comment: { types: [created] }
  pull_request_review: { types: [submitted] }
  issues: { types: [labeled] }
permissions: {}
jobs:
${t}`}var $=`    if: >-
      github.event.label.name == 'amber:auto-fix' ||
      contains(github.event.comment.body || github.event.review.body, '@amber')`,h=75;function v({amber:e,engine:t,project:n}){let s=t==="kubernetes"?["kubeconfig: ${{ secrets.AMBER_KUBECONFIG }}"]:["api-url: ${{ secrets.AMBER_API_URL }}","api-token: ${{ secrets.AMBER_TOKEN }}"],r=[`engine: ${t}`,...s,`project: ${n??"${{ secrets.AMBER_PROJECT }}"}`];return`  amber:
${$}
    runs-on: ubuntu-latest
    timeout-minutes: ${h}
    permissions: ${p(o.session)}
    steps:
      - uses: ${i(e)}
        with:
${r.map(a=>`          ${a}
`).join("")}`}function w({agent:e,amber:t}){let n=[f(e),b].filter(a=>a!==null),s=d[e]?.login.variable,r=s===void 0?"":`        env: { ${s}: '\${{ secrets.${s} }}' }
`;return`  agent:
${$}
    runs-on: ubuntu-latest
    timeout-minutes: ${h}
    permissions: ${p(o.leave)}
    outputs: { delivery: '\${{ steps.amber.outputs.delivery-path }}' }
    steps:
      - run: | ${A}
          npm install -g --ignore-scripts ${n.join(" ")}
          sudo apt-get update -q && sudo apt-get install -yq bubblewrap socat ripgrep
          sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
      - uses: ${i(t)}
        id: amber
        with: { engine: local, agent: ${e}, sandbox: 'on', deliver: patch }
${r}      - if: always() && steps.amber.outputs.delivery-path != ''
        uses: ${i(g)}
        with: { name: delivery, path: '\${{ steps.amber.outputs.delivery-path }}' }
  deliver:
    needs: agent
    if: \${{ !cancelled() && needs.agent.result != 'skipped' }}
    runs-on: ubuntu-latest
    permissions: ${p(o.deliver)}
    steps:
      - if: needs.agent.outputs.delivery != ''
        uses: ${i(m)}
        with: { name: delivery, path: delivery }
      - uses: ${i(t)}
        with: { engine: local, deliver-from: delivery }
`}function p(e){return`{ ${Object.entries(e).map(([n,s])=>`${n}: ${s}`).join(", ")} }`}export{i as a,y as b,T as c,h as d,p as e};
