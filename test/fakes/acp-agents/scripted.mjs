// An agent that does what a scenario says, over real stdio and without the SDK, so that it can also do what no SDK would.
// The scenario is JSON in argv[2]: {initialize?, session?, load?, banner?, mark?, stderrFirst?, ignoreSigterm?, children?, set?, setModel?, setMode?, prompts: [[step…]…]}.
// {repeat: [text, times]} stands for a text that no command line can hold. A value "never" for an answer means that it never comes; {error} is an error answer.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const scenario = JSON.parse(process.argv[2] ?? '{}', (_, value) =>
  Array.isArray(value?.repeat) ? value.repeat[0].repeat(value.repeat[1]) : value,
);
const SESSION = 'scripted-session';
const waiting = new Map();
let workspace = '.';
let mcpServers;
let prompts = 0;
let ids = 0;
let cancelled = () => {};

const write = (text) => process.stdout.write(text) || new Promise((done) => process.stdout.once('drain', done));
const send = (message) => write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const line = (update) =>
  `${JSON.stringify({ jsonrpc: '2.0', method: 'session/update', params: { sessionId: SESSION, update } })}\n`;
const chunk = (sessionUpdate, text, more) => line({ sessionUpdate, content: { type: 'text', text }, ...more });

/** Sends a request and resolves with its result. */
async function ask(method, params) {
  const id = `agent-${++ids}`;
  const answer = new Promise((resolve) => waiting.set(id, resolve));
  await send({ id, method, params: { sessionId: SESSION, ...params } });
  return answer;
}

/** A process of the agent's group; its pid goes to stderr, so that a test can look for it. */
function child(stubborn) {
  const script = `${stubborn ? "process.on('SIGTERM', () => {});" : ''} setInterval(() => {}, 1000);`;
  const grandchild = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'inherit', 'inherit'] });
  process.stderr.write(`grandchild ${grandchild.pid}\n`);
}

/** A process in a session of its own, which outlives its group; its pid goes to a file. */
async function daemon(pidFile, stubborn) {
  const script = `${stubborn ? "trap '' TERM; " : ''}echo $$ > "${pidFile}.new"; mv "${pidFile}.new" "${pidFile}"; exec sleep 300`;
  spawn('/bin/sh', ['-c', script], { detached: true, stdio: 'ignore' }).unref();
  while (!existsSync(pidFile)) await sleep(10);
}

const steps = {
  text: (step) => write(chunk('agent_message_chunk', step.text, step.more)),
  thought: (step) => write(chunk('agent_thought_chunk', step.thought)),
  update: (step) => write(line(step.update)),
  other: (step) => send({ method: 'session/update', params: { sessionId: 'another', update: step.other } }),
  raw: (step) => write(step.raw),
  fill: (step) => write(`${'x'.repeat(step.fill)}\n`),
  stderr: (step) => new Promise((done) => process.stderr.write(step.stderr, done)),
  sleep: (step) => sleep(step.sleep),
  file: async (step) => {
    while (!existsSync(step.file)) await sleep(10);
  },
  /** A script of shell in the workspace; what it prints is said. */
  sh: (step) => {
    const { stdout, stderr } = spawnSync('/bin/sh', ['-c', step.sh], { cwd: workspace, encoding: 'utf8' });
    const said = stdout + stderr;
    return said === '' ? undefined : write(chunk('agent_message_chunk', said));
  },
  /** Says which MCP servers the session was opened with. */
  servers: () => write(chunk('agent_message_chunk', JSON.stringify(mcpServers))),
  child: (step) => child(step.child === 'stubborn'),
  daemon: (step) => daemon(step.daemon, step.stubborn),
  permission: async (step, ended) => {
    const { outcome } = await ask('session/request_permission', step.permission);
    if (ended()) return;
    await write(chunk('agent_message_chunk', `[${outcome?.optionId ?? outcome?.outcome ?? 'no answer'}]`));
  },
  permissions: async (step) => {
    const all = step.times ? Array(step.times).fill(step.permissions[0]) : step.permissions;
    const answers = await Promise.all(all.map((one) => ask('session/request_permission', one)));
    if (step.quietly) return;
    await write(chunk('agent_message_chunk', JSON.stringify(answers.map(({ outcome }) => outcome.optionId))));
  },
  elicit: async (step, ended) => {
    const answer = await ask('elicitation/create', step.elicit);
    // A turn that was cancelled meanwhile says no more: its answer is out.
    if (ended()) return;
    await write(chunk('agent_message_chunk', JSON.stringify(answer)));
  },
  flood: async (step) => {
    let block = '';
    for (let i = 0; i < step.flood; i++) {
      block += chunk('agent_message_chunk', `word${i} `);
      if (block.length > 65_536 || i === step.flood - 1) {
        await write(block);
        block = '';
      }
    }
  },
  exit: (step) => process.exit(step.exit),
  kill: (step) => {
    process.kill(process.pid, step.kill);
    return new Promise(() => {});
  },
  closeStdout: () => {
    process.stdout.end();
    return new Promise(() => {});
  },
  hang: () => new Promise(() => {}),
};

async function run(id, text) {
  const script = scenario.prompts?.[Math.min(prompts++, scenario.prompts.length - 1)] ?? [];
  let ended = false;
  let answered = false;
  const end = (answer) => {
    if (!ended && !answered) send({ id, ...answer });
    ended = true;
  };
  cancelled = () => {
    if (!scenario.ignoreCancel) end(scenario.onCancel ?? { result: { stopReason: 'cancelled' } });
  };
  for (const step of script) {
    if (ended) return;
    if (step.echo) await write(chunk('agent_message_chunk', step.echo === 'length' ? String(text.length) : text));
    else if ('early' in step) {
      // The answer is out, and the steps after it still come.
      send({ id, result: { stopReason: step.early } });
      answered = true;
    } else if ('stop' in step) end({ result: { stopReason: step.stop, ...step.with } });
    else if ('error' in step) end({ error: step.error });
    else for (const name of Object.keys(step)) if (name in steps) await steps[name](step, () => ended);
  }
  end({ result: { stopReason: 'end_turn' } });
}

const answers = {
  initialize: () => scenario.initialize ?? { protocolVersion: 1, agentCapabilities: {}, authMethods: [] },
  authenticate: () => {
    scenario.session = undefined;
    return {};
  },
  'session/new': ({ cwd, ...params }) => {
    workspace = cwd;
    mcpServers = { method: 'session/new', given: params.mcpServers };
    return scenario.session ?? { sessionId: SESSION };
  },
  'session/load': ({ cwd, ...params }) => {
    workspace = cwd;
    mcpServers = { method: 'session/load', given: params.mcpServers };
    return scenario.load ?? {};
  },
  'session/resume': (params) => {
    mcpServers = { method: 'session/resume', given: params.mcpServers };
    return scenario.load ?? {};
  },
  'session/set_config_option': ({ configId, value }) =>
    scenario.set?.[`${configId}=${value}`] ?? scenario.setModel ?? { configOptions: [], value },
  'session/set_model': () => scenario.setModel ?? {},
  'session/set_mode': () => scenario.setMode ?? {},
  'session/delete': () => ({}),
};

if (scenario.ignoreSigterm) process.on('SIGTERM', () => {});
if (scenario.exitAtOnce !== undefined) {
  process.stderr.write(scenario.stderr ?? '');
  process.exit(scenario.exitAtOnce);
}
if (scenario.stderrFirst) process.stderr.write(scenario.stderrFirst);
if (scenario.mark) write('\uFEFF');
if (scenario.banner) write(scenario.banner);
for (let i = 0; i < (scenario.children ?? 0); i++) child(scenario.ignoreSigterm);
if (scenario.pidFile) writeFileSync(scenario.pidFile, String(process.pid));

for await (const text of createInterface({ input: process.stdin })) {
  const { id, method, params, result } = JSON.parse(text);
  if (scenario.log) process.stderr.write(`${method ?? 'answer'} ${JSON.stringify(params ?? result)}\n`);
  if (method === undefined) {
    waiting.get(id)?.(result);
    waiting.delete(id);
  } else if (method === 'session/prompt') void run(id, params.prompt.map((block) => block.text).join('\n'));
  else if (method === 'session/cancel') cancelled();
  else if (method in answers) {
    const answer = answers[method](params);
    if (answer !== 'never') send({ id, ...(answer.error ? { error: answer.error } : { result: answer }) });
  } else if (id !== undefined) send({ id, error: { code: -32601, message: 'method not found' } });
}
// The end of stdin is the end of the conversation.
if (!scenario.ignoreSigterm) process.exit(0);
setInterval(() => {}, 1000);
