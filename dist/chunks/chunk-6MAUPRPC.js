const require=process.getBuiltinModule;
import{a_KCPMJ3SD as r}from"./main.js";import{b_GLEIXSOJ as n,c_GLEIXSOJ as a}from"./main.js";var i=()=>`Exit codes

  code outcome               means
${Object.entries(r).map(([t,{means:e,outcome:s}])=>`  ${t.padStart(3)}  ${(s||"\u2013").padEnd(20)}  ${e}`).join(`
`)}

"\u2013" is a null outcome: no run was reached. A failed run stays 3 even if its stop fails too; the result then says "stopped": false.
status exits 0 unless --exit-code asks for the run\u2019s.
`,d=()=>`Output

stdout is the product, stderr everything else.

  -o text    on a terminal: the agent\u2019s text as it comes; elsewhere: its final message alone, or with --output-schema the value in it
  -o json    one object: the result
  -o jsonl   one object a line {v, seq, ts, session, runId, type, \u2026}; the last line is always the result.
             Types: session.created, session.phase, run.queued, event, stream.reconnected, warning, result
  -o yaml    the manifest of the session
  -o name    session/<name>

The result: {outcome, by?, exitCode, session, runId, message, structured?, question?, usage, cost?, refused?, permissionRules?, modelRequests?, runsBefore?, stopped, stopReason, durationMs, limit?, error?}. outcome is finished, failed, needs-input, cancelled, timed-out, over-budget, stopped, lost, detached or null.

So it is for run, send and watch. logs prints all that happened as text, wherever it goes; status, list and the like print objects, lists {items: [\u2026]} with -o json. The help of a command lists the formats that it has. Times are ISO 8601.

  --last-message FILE   also writes the agent\u2019s last message to a file
  --events FILE         also writes the raw events to a file, one a line; it must be new, empty, or of an earlier run
  --show KINDS          tools, output (of the tools), reasoning, state: what to show beside the text
  --raw                 on a terminal, the agent\u2019s text as it came: its Markdown is not rendered
  --plain               for a screen reader: nothing is repainted, words stand in place of signs (AMBER_PLAIN=1)
  -q                    less on stderr
  -v                    each HTTP request and each decision on stderr, one line each, without secrets; stacks of errors

NO_COLOR, FORCE_COLOR, TERM=dumb, CI and the terminal\u2019s width are honoured.
`,l=()=>`Environment

${a.flatMap(t=>{let{env:e,about:s}=n[t];return e===void 0?[]:[`  ${e.padEnd(32)}${s}`]}).join(`
`)}
  ${"AMBER_TOKEN".padEnd(32)}the token of the platform; never a flag, since others can read those
  ${"AMBER_STATE_DIR".padEnd(32)}where local sessions are kept (default: $XDG_STATE_HOME/amber, else ~/.local/state/amber)

An agent on this machine gets your environment less AMBER_* and what another agent says of its own session (CLAUDECODE, CODEX_SANDBOX \u2026), and AMBER_AGENT_\u2026, by which all that it starts is found and ended with it.

Values of variables whose names look secret (\u2026KEY, \u2026TOKEN, \u2026SECRET, \u2026PASSWORD) never appear in what Amber prints, nor does any value of 8 characters or more that a session was given (--env, env in a configuration): which of those are secret only you know.
`,h=()=>{let o=e=>`  ${e.padEnd(24)}${n[e].about}`,t=e=>a.filter(s=>n[s].project===e).map(o).join(`
`);return`Configuration

Precedence: flag > AMBER_* > .amber.yaml of the project (searched upwards) > $XDG_CONFIG_HOME/amber/config.yaml > default.
amber doctor shows what is set, and with -v every value, with its source. Durations are 90s, 30m, 2h or plain seconds.

In both files:
${t(!0)}

In a project\u2019s file only with --trust-project:
${t("trusted")}

Only in your own file, because a project\u2019s file comes with its repository and is not trusted:
${t(void 0)}

A project may choose an agent by a name that amber agents lists, never by a command line.

run, send, start and serve refuse a file or a variable that is wrong. The other commands warn, and go on without it; amber doctor shows what is wrong where.
`},m={"exit-codes":i,output:d,environment:l,config:h};export{m as a};
