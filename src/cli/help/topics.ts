import { SETTING_NAMES, SETTINGS, type Setting } from '../config/settings.ts';
import { EXIT_CODES } from './exit-codes.ts';

const exitCodes = (): string => {
  const rows = Object.entries(EXIT_CODES).map(
    ([code, { means, outcome }]) => `  ${code.padStart(3)}  ${(outcome || '–').padEnd(20)}  ${means}`,
  );
  return `Exit codes

  code outcome               means
${rows.join('\n')}

"–" is a null outcome: no run was reached. A failed run stays 3 even if its stop fails too; the result then says "stopped": false.
status exits 0 unless --exit-code asks for the run’s.
`;
};

const output = (): string => `Output

stdout is the product, stderr everything else.

  -o text    on a terminal: the agent’s text as it comes; elsewhere: its final message alone, or with --output-schema the value in it
  -o json    one object: the result
  -o jsonl   one object a line {v, seq, ts, session, runId, type, …}; the last line is always the result.
             Types: session.created, session.phase, run.queued, event, stream.reconnected, warning, result
  -o yaml    the manifest of the session
  -o name    session/<name>

The result: {outcome, by?, exitCode, session, runId, message, structured?, question?, usage, cost?, refused?, permissionRules?, modelRequests?, runsBefore?, stopped, stopReason, durationMs, limit?, error?}. outcome is finished, failed, needs-input, cancelled, timed-out, over-budget, stopped, lost, detached or null.

So it is for run, send and watch. logs prints all that happened as text, wherever it goes; status, list and the like print objects, lists {items: […]} with -o json. The help of a command lists the formats that it has. Times are ISO 8601.

  --last-message FILE   also writes the agent’s last message to a file
  --events FILE         also writes the raw events to a file, one a line; it must be new, empty, or of an earlier run
  --show KINDS          tools, output (of the tools), reasoning, state: what to show beside the text
  --raw                 on a terminal, the agent’s text as it came: its Markdown is not rendered
  --plain               for a screen reader: nothing is repainted, words stand in place of signs (AMBER_PLAIN=1)
  -q                    less on stderr
  -v                    each HTTP request and each decision on stderr, one line each, without secrets; stacks of errors

NO_COLOR, FORCE_COLOR, TERM=dumb, CI and the terminal’s width are honoured.
`;

const environment = (): string => {
  const rows = SETTING_NAMES.flatMap((name) => {
    const { env, about } = SETTINGS[name];
    return env === undefined ? [] : [`  ${env.padEnd(32)}${about}`];
  });
  return `Environment

${rows.join('\n')}
  ${'AMBER_TOKEN'.padEnd(32)}the token of the platform; never a flag, since others can read those
  ${'AMBER_STATE_DIR'.padEnd(32)}where local sessions are kept (default: $XDG_STATE_HOME/amber, else ~/.local/state/amber)

An agent on this machine gets your environment less AMBER_* and what another agent says of its own session (CLAUDECODE, CODEX_SANDBOX …), and AMBER_AGENT_…, by which all that it starts is found and ended with it.

Values of variables whose names look secret (…KEY, …TOKEN, …SECRET, …PASSWORD) never appear in what Amber prints, nor does any value of 8 characters or more that a session was given (--env, env in a configuration): which of those are secret only you know.
`;
};

const config = (): string => {
  const row = (name: (typeof SETTING_NAMES)[number]): string => `  ${name.padEnd(24)}${SETTINGS[name].about}`;
  const placed = (where: Setting<unknown>['project']): string =>
    SETTING_NAMES.filter((name) => (SETTINGS[name] as Setting<unknown>).project === where)
      .map(row)
      .join('\n');
  return `Configuration

Precedence: flag > AMBER_* > .amber.yaml of the project (searched upwards) > $XDG_CONFIG_HOME/amber/config.yaml > default.
amber doctor shows what is set, and with -v every value, with its source. Durations are 90s, 30m, 2h or plain seconds.

In both files:
${placed(true)}

In a project’s file only with --trust-project:
${placed('trusted')}

Only in your own file, because a project’s file comes with its repository and is not trusted:
${placed(undefined)}

A project may choose an agent by a name that amber agents lists, never by a command line.

run, send, start and serve refuse a file or a variable that is wrong. The other commands warn, and go on without it; amber doctor shows what is wrong where.
`;
};

/** `amber help <topic>`, beside the commands. */
export const TOPICS: { readonly [topic: string]: () => string } = {
  'exit-codes': exitCodes,
  output,
  environment,
  config,
};
