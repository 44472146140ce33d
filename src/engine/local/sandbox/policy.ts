import { isAbsolute, join, relative } from 'node:path';
import type { Env } from '../../../core/env.ts';
import type { PackageRegistry } from '../../../core/session/confinement.ts';
import { shellQuoted } from '../../../core/text.ts';

/** What a sandbox's rules are made of. All paths are absolute and without links. */
export interface SandboxFacts {
  readonly home: string;
  readonly workspace: string;
  /** Folders of git that the workspace needs and that lie outside of it. */
  readonly gitFolders: readonly string[];
  /** A folder for temporary files, the agent's alone. */
  readonly temp: string;
  /** Where the agent keeps what is its own. */
  readonly state: readonly string[];
  /** Files of its own that it replaces by others beside them, which it can't do here: no refusal of anything that matters. */
  readonly unreplaced: readonly string[];
  /** What it must not read beside the keys of `KEYS`. */
  readonly offLimits: readonly string[];
  /** Amber's own programs. */
  readonly programs: string;
  /** Hosts that it may reach. */
  readonly domains: readonly string[];
}

/** The settings of the sandbox-runtime, as far as Amber sets them: https://github.com/anthropics/sandbox-runtime */
export interface SrtSettings {
  readonly network: { readonly allowedDomains: readonly string[]; readonly deniedDomains: readonly string[] };
  readonly filesystem: {
    readonly denyRead: readonly SrtPath[];
    readonly allowRead: readonly SrtPath[];
    readonly allowWrite: readonly SrtPath[];
    readonly denyWrite: readonly SrtPath[];
  };
  /** By command, `*` for all: what a refusal has in it that is not reported. */
  readonly ignoreViolations: { readonly '*': readonly string[] };
}

type SrtPath = string | { readonly path: string; readonly literal: true };

/** Where people and programs keep keys, beneath the home folder. */
const KEYS = [
  ...['.ssh', '.gnupg', '.netrc', '.git-credentials', '.config/git/credentials', '.config/gh', '.config/hub'],
  ...['.aws', '.azure', '.config/gcloud', '.kube', '.docker', '.npmrc', '.pypirc', '.cargo/credentials.toml'],
];

/**
 * What an agent may do in its sandbox: read all but keys and what is off limits, write its workspace and what is its own,
 * reach the hosts that are named.
 */
export function policyOf(facts: SandboxFacts): SrtSettings {
  const { domains, gitFolders, home, offLimits, programs, state, temp, unreplaced, workspace } = facts;
  const writable = [workspace, temp, ...state, ...gitFolders];
  // A hook or a setting that is planted there would run outside of the sandbox, when somebody else uses git.
  const ofGit = gitFolders.flatMap((folder) => [join(folder, 'hooks'), join(folder, 'config')]);
  const own = writable.some((folder) => isWithin(programs, folder)) ? [programs] : [];
  return {
    network: { allowedDomains: [...new Set(domains)], deniedDomains: [] },
    filesystem: {
      denyRead: [...KEYS.map((name) => join(home, name)), ...offLimits].map(written),
      // They may lie beneath what can't be read.
      allowRead: writable.map(written),
      allowWrite: writable.map(written),
      denyWrite: [...ofGit, ...own].map(written),
    },
    ignoreViolations: { '*': unreplaced },
  };
}

/** A path that could be read as a pattern is marked as none. */
function written(path: string): SrtPath {
  return /[*?[\]]/.test(path) ? { path, literal: true } : path;
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

/** A package registry's hosts, the variables that name its caches' folders, and other settings. */
const REGISTRIES: {
  readonly [name in PackageRegistry]: {
    readonly hosts: readonly string[];
    readonly caches?: readonly string[];
    readonly settings?: { readonly [name: string]: string };
  };
} = {
  npm: { hosts: ['registry.npmjs.org', 'registry.yarnpkg.com'], caches: ['npm_config_cache', 'YARN_CACHE_FOLDER'] },
  pypi: { hosts: ['pypi.org', 'files.pythonhosted.org'], caches: ['PIP_CACHE_DIR', 'UV_CACHE_DIR'] },
  crates: { hosts: ['crates.io', 'index.crates.io', 'static.crates.io'], caches: ['CARGO_HOME'] },
  go: {
    hosts: ['proxy.golang.org', 'sum.golang.org'],
    caches: ['GOMODCACHE', 'GOCACHE'],
    // Else nobody can remove its cache.
    settings: { GOFLAGS: '-modcacherw' },
  },
  maven: { hosts: ['repo.maven.apache.org', 'repo1.maven.org'] },
  rubygems: { hosts: ['rubygems.org', 'index.rubygems.org'] },
  nuget: { hosts: ['api.nuget.org'], caches: ['NUGET_PACKAGES'] },
};

export const hostsOf = (registries: readonly PackageRegistry[]): readonly string[] =>
  registries.flatMap((name) => REGISTRIES[name].hosts);

/** What git is to ignore in a sandbox, in the temporary folder. */
const IGNORED = 'git-ignore';

/** The variables of an agent in a sandbox, beside `env`: its temporary folder, with caches, and what git is to ignore. */
export function variablesOf(
  temp: string,
  registries: readonly PackageRegistry[],
  env: Env,
): { readonly [name: string]: string } {
  const caches = registries.flatMap((name) => REGISTRIES[name].caches ?? []);
  const count = Number(env.GIT_CONFIG_COUNT) || 0;
  return {
    TMPDIR: temp,
    ...Object.fromEntries(caches.map((variable) => [variable, join(temp, variable.toLowerCase())])),
    ...Object.assign({}, ...registries.map((name) => REGISTRIES[name].settings)),
    GIT_CONFIG_COUNT: String(count + 1),
    [`GIT_CONFIG_KEY_${count}`]: 'core.excludesFile',
    [`GIT_CONFIG_VALUE_${count}`]: join(temp, IGNORED),
  };
}

/**
 * The command line of an agent, for the shell in its sandbox. In the place of files that must not be made in the workspace
 * lie devices there, at which `git add .` would fail: git is told to ignore them, beside what the user has it ignore.
 */
export function commandLine(
  argv: readonly string[],
  temp: string,
  variables: { readonly [name: string]: string },
): string {
  const settings = Object.entries(variables).map(([name, value]) => `${name}=${shellQuoted(value)}`);
  return `{ within=$(git rev-parse --show-prefix)
for name in .[!.]*; do if [ -c "$name" ]; then echo "/$within$name"; fi; done
cat "\${XDG_CONFIG_HOME:-$HOME/.config}/git/ignore"; } < /dev/null > ${shellQuoted(join(temp, IGNORED))} 2> /dev/null
${[...settings, 'exec', ...argv.map(shellQuoted)].join(' ')}`;
}
