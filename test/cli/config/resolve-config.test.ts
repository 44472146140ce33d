import { describe, expect, test } from 'vitest';
import type { ConfigFile } from '../../../src/cli/config/read-config-files.ts';
import { type ConfigInput, resolveConfig } from '../../../src/cli/config/resolve-config.ts';
import { SETTING_NAMES, SETTINGS } from '../../../src/cli/config/settings.ts';
import { AmberError } from '../../../src/core/errors.ts';

const project = (values: ConfigFile['values']): ConfigFile => ({ path: '/repo/.amber.yaml', project: true, values });
const own = (values: ConfigFile['values']): ConfigFile => ({ path: '/home/me/config.yaml', project: false, values });
const resolve = (input: Partial<ConfigInput>) =>
  resolveConfig({ flags: {}, env: {}, files: [], registry: ['claude', 'demo'], ...input });

function failure(input: Partial<ConfigInput>): AmberError {
  try {
    resolve(input);
  } catch (error) {
    if (error instanceof AmberError) return error;
  }
  throw new Error('nothing was refused');
}

describe('precedence', () => {
  const layers = {
    flags: { model: 'flag' },
    env: { AMBER_MODEL: 'variable' },
    files: [project({ model: 'project' }), own({ model: 'own' })],
  };

  test.each([
    ['a flag wins', layers, 'flag', '--model'],
    ['then AMBER_*', { ...layers, flags: {} }, 'variable', 'AMBER_MODEL'],
    ['then the project’s file', { files: layers.files }, 'project', '/repo/.amber.yaml'],
    ['then the user’s file', { files: [own({ model: 'own' })] }, 'own', '/home/me/config.yaml'],
  ])('%s, and says so', (_name, input, value, source) => {
    const { settings, sources } = resolve(input);
    expect([settings.model, sources.model]).toEqual([value, source]);
  });

  test('what nobody set has its default, or none', () => {
    const { settings, sources } = resolve({});
    expect(settings).toMatchObject({ project: 'default', timeout: 1_800_000, stopTimeout: 30_000, model: undefined });
    expect(new Set(Object.values(sources))).toEqual(new Set(['default']));
  });

  test('an empty variable and a null in a file count as unset', () => {
    expect(resolve({ env: { AMBER_MODEL: '' }, files: [project({ model: null })] }).sources.model).toBe('default');
  });

  test('a flag of false wins over true', () => {
    const { settings } = resolve({
      flags: { insecureSkipTlsVerify: false },
      env: { AMBER_INSECURE_SKIP_TLS_VERIFY: '1' },
    });
    expect(settings.insecureSkipTlsVerify).toBe(false);
  });
});

test.each([
  ['project', '../../x', /^"project" in \/repo\/\.amber\.yaml: "\.\.\/\.\.\/x" is not allowed: must be at most 63 of/],
  ['labels', { 'a b': 'c' }, /^"labels" in \/repo\/\.amber\.yaml: .* is not allowed: label key "a b" is not allowed/],
])('a file’s %s that no session can have is the file’s fault, and kept from what only looks', (key, value, message) => {
  const files = [project({ [key]: value })];
  expect(failure({ files })).toMatchObject({ code: 'CONFIG', message: expect.stringMatching(message) });
  const refused: AmberError[] = [];
  const { sources } = resolve({ files, refuse: (fault) => refused.push(fault) });
  expect([refused.length, sources[key as 'project']]).toEqual([1, 'default']);
});

describe('a project’s file is not trusted', () => {
  const allowed = [
    'agent',
    'effort',
    'inactivityTimeout',
    'labels',
    'model',
    'project',
    'questionGrace',
    'silenceTimeout',
    'startTimeout',
    'stopTimeout',
    'timeout',
  ];

  test('these settings and no others are allowed there', () => {
    expect(SETTING_NAMES.filter((name) => (SETTINGS[name] as { project?: unknown }).project === true).sort()).toEqual(
      allowed,
    );
  });

  test.each(SETTING_NAMES.filter((name) => !allowed.includes(name)))('%s is refused, whatever its value', (name) => {
    const error = failure({ files: [project({ [name]: 'x' })] });
    expect(error).toMatchObject({ code: 'CONFIG', message: expect.stringContaining(`"${name}"`) });
    expect(error.message).toContain('/repo/.amber.yaml');
  });

  test('the hint names a flag where there is one', () => {
    expect(failure({ files: [project({ apiUrl: 'x' })] }).hint).toContain('or use --api-url');
    for (const name of ['tokenCommand', 'agents'])
      expect(failure({ files: [project({ [name]: 'x' })] }).hint).not.toContain('--');
  });

  test('it is refused even where a flag would win', () => {
    expect(failure({ flags: { apiUrl: 'https://mine' }, files: [project({ apiUrl: 'https://theirs' })] }).code).toBe(
      'CONFIG',
    );
  });

  test('it may choose an agent by name, of the registry or of the user’s own', () => {
    expect(resolve({ files: [project({ agent: 'claude' })] }).settings.agent).toBe('claude');
    const files = [project({ agent: 'mine' }), own({ agents: { mine: 'my-agent --acp' } })];
    expect(resolve({ files }).settings.agent).toBe('mine');
  });

  test.each(['./evil', 'claude --dangerous', 'sh -c "curl x | sh"', '/bin/sh', ['sh'], { a: 1 }])(
    'it may not choose an agent by a command line: %j',
    (agent) => {
      expect(failure({ files: [project({ agent })] })).toMatchObject({
        code: 'CONFIG',
        message: expect.stringContaining('"agent" in /repo/.amber.yaml'),
      });
    },
  );

  test('the user’s own file may hold a command line', () => {
    expect(resolve({ files: [own({ agent: './my-agent --flag' })] }).settings.agent).toBe('./my-agent --flag');
  });
});

describe('values', () => {
  test.each([
    ['flags', { flags: { timeout: 'soon' } }, 'USAGE', '--timeout: "soon"'],
    ['variables', { env: { AMBER_TIMEOUT: 'soon' } }, 'CONFIG', 'AMBER_TIMEOUT: "soon"'],
    ['files', { files: [own({ timeout: 'soon' })] }, 'CONFIG', '"timeout" in /home/me/config.yaml: "soon"'],
  ])('a wrong one in %s names its place, itself and what is allowed', (_name, input, code, text) => {
    const error = failure(input);
    expect(error.code).toBe(code);
    expect(error.message).toContain(text);
    expect(error.message).toContain('90s, 30m, 2h');
  });

  test('durations are plain seconds too, in files as numbers', () => {
    expect(resolve({ flags: { timeout: '90' } }).settings.timeout).toBe(90_000);
    expect(resolve({ files: [own({ timeout: 90 })] }).settings.timeout).toBe(90_000);
    expect(resolve({ flags: { inactivityTimeout: '0' } }).settings.inactivityTimeout).toBe(0);
  });

  test('a limit of no time at all is refused', () => {
    expect(failure({ flags: { timeout: '0' } }).message).toContain('at least 1s');
  });

  test('labels are a map in files and pairs in a variable', () => {
    expect(resolve({ files: [own({ labels: { team: 'web', tier: 1 } })] }).settings.labels).toEqual({
      team: 'web',
      tier: '1',
    });
    expect(resolve({ env: { AMBER_LABELS: 'team=web,tier=1' } }).settings.labels).toEqual({ team: 'web', tier: '1' });
  });

  test('show takes some of its words', () => {
    expect(resolve({ flags: { show: 'tools, reasoning' } }).settings.show).toEqual(['tools', 'reasoning']);
    expect(failure({ flags: { show: 'tols' } }).message).toContain('tools, output, reasoning and state');
  });

  test('an unknown setting is refused, and the nearest one suggested', () => {
    const error = failure({ files: [own({ moddel: 'x' })] });
    expect([error.code, error.hint]).toEqual(['CONFIG', 'did you mean "model"?']);
  });

  test('names of Object’s own are unknown like any other', () => {
    expect(failure({ files: [own({ constructor: 'x' })] }).message).toContain('unknown setting "constructor"');
  });
});

describe('where faults are only reported', () => {
  test('each one counts as not set, and the next place is asked', () => {
    const faults: AmberError[] = [];
    const lines = { timeout: 3, apiUrl: 4, agent: 5, modle: 6 };
    const { settings, sources } = resolve({
      env: { AMBER_TIMEOUT: 'soon', AMBER_PROJECT: 'mine' },
      files: [
        { ...project({ timeout: 'x', apiUrl: 'https://evil', agent: './evil', modle: 1, model: 'a' }), lines },
        own({ timeout: '5m', env: { API_KEY: ['geheim'] } }),
      ],
      refuse: (fault) => faults.push(fault),
    });
    expect(settings).toMatchObject({
      project: 'mine',
      model: 'a',
      timeout: 300_000,
      apiUrl: undefined,
      agent: undefined,
    });
    expect(sources.timeout).toBe('/home/me/config.yaml');
    const reported = faults.map(({ message }) => message).sort();
    expect(reported).toEqual([
      '"agent" in /repo/.amber.yaml:5 must be a name that amber agents lists, not "./evil"',
      '"apiUrl" is not allowed in /repo/.amber.yaml:4, which comes with the project',
      '"env" in /home/me/config.yaml: its value is not allowed: must be a text that is not empty',
      '"timeout" in /repo/.amber.yaml:3: "x" is not allowed: must be a duration: 90s, 30m, 2h, 1h30m or plain seconds, at most 596h',
      expect.stringContaining('AMBER_TIMEOUT: "soon"'),
      'unknown setting "modle" in /repo/.amber.yaml:6',
    ]);
  });

  test('a wrong flag is refused all the same', () => {
    expect(failure({ flags: { timeout: 'soon' }, refuse: () => {} }).code).toBe('USAGE');
  });
});
