import type { SessionSpec } from '../../core/session/session.ts';
import { HttpError } from '../http/responses.ts';

/**
 * Variables that decide which code is executed, where programs look for it, or whom they trust and talk to: who may only
 * give an agent a prompt must not get past its permissions by them. No list of these is ever whole, and a list of the
 * harmless ones would refuse what every client of the platform sends (`LOG_LEVEL`, `MY_API_KEY`). So whole families are
 * refused, by the names of the programs that read them and by the words that such names are made of; what is refused too
 * much can be allowed where serve is started.
 */
const FAMILIES = [
  // The dynamic loader and the C library.
  'LD_.*|DYLD_.*|_RLD.*|GLIBC_TUNABLES|GCONV_PATH|LOCPATH|NLSPATH|MALLOC_.*|LIBPATH|SHLIB_PATH|TERMINFO.*|TERMCAP',
  // Shells, and where a person's own files lie.
  'PATH|PATHEXT|COMSPEC|ENV|IFS|PS\\d|CDPATH|FPATH|SHELL.*|BASH.*|ZDOTDIR|ZSH.*|KSH.*|FISH.*|PROMPT_COMMAND',
  'HOME|USERPROFILE|APPDATA|XDG_.*|TMPDIR|TEMP|TMP|TMPPREFIX|PWD|OLDPWD',
  // Interpreters, compilers and their package managers.
  'NODE_.*|NPM_.*|YARN_.*|PNPM_.*|BUN_.*|DENO_.*|COREPACK_.*|TS_NODE.*|TSX_.*|ELECTRON_.*',
  'PYTHON.*|PIP_.*|PIPENV_.*|POETRY_.*|UV_.*|PYENV_.*|VIRTUAL_ENV|CONDA.*|PYTEST_.*',
  'RUBY.*|GEM_.*|BUNDLE_.*|BUNDLER_.*|RAKE.*|PERL.*|PHP.*|COMPOSER_.*|LUA.*|TCL.*|GUILE_.*|R_.*|JULIA_.*|ERL_.*|ELIXIR_.*|OCAML.*|GHC.*',
  '_?JAVA_.*|JDK_.*|JVM_.*|CLASSPATH|MAVEN_.*|MVN_.*|ANT_.*|GRADLE_.*|SBT_.*|KOTLIN_.*|GROOVY_.*|SCALA_.*',
  'DOTNET_.*|CORECLR_.*|COR_.*|COMPLUS_.*|NUGET_.*|MSBUILD.*|PSMODULEPATH',
  'GO[A-Z0-9]*|GO_.*|CGO_.*|CARGO.*|RUST.*|CC|CXX|CPP|LD|AR|GCC_.*|CMAKE_.*|MAKE.*|GNUMAKE.*|CCACHE_.*|SCCACHE_.*|BAZEL.*',
  // Programs that start others.
  'GIT_.*|GIT|SSH_.*|GNUPG.*|GPG_.*|HG.*|SVN_.*|VISUAL|EDITOR|PAGER|BROWSER|LESS.*|MAN(?:PATH|PAGER|OPT)|VIM.*|NVIM.*|EMACS.*|TMUX.*|SUDO_.*',
  'DOCKER_.*|CONTAINER_HOST|KUBECONFIG|KUBE_.*|AWS_.*(?:FILE|CONFIG)|RIPGREP_.*|FZF_.*|AWKPATH|AWKLIBPATH|GTK_.*|QT_.*|WGETRC|CURL_.*|NETRC',
  // Whom a program trusts, and through whom it talks: the host's own credentials would go there.
  'OPENSSL_.*|.*SSL.*|.*PROXY|.*CA_?(?:BUNDLE|INFO|PATH|FILE|CERTS?)|.*_CERT(?:S|_FILE|_DIR)?|.*_BASE_?URL|.*_API_(?:URL|BASE|HOST|ENDPOINT)',
  // Agents and Amber: all but their credentials.
  'AMBER_.*|RUNNER_TYPE|CLAUDE.*|CODEX_.*|GEMINI_CLI.*|GEMINI_.*PATH|COPILOT_.*|OPENCODE.*|MCP_.*',
  // Words that name a program, its options or its code in anybody's variables.
  '.*(?:OPTIONS|OPTS|FLAGS|PRELOAD|STARTUP|ASKPASS|WRAPPER|LAUNCHER|EDITOR|PAGER|BROWSER|SHELL|COMMAND|CMD|PLUGINS?|RCFILE|_RC|_EXEC|EXECUTABLE)',
  '(?:.*_)?HOOKS?|.*(?:LIB|LIBRARY|MODULE|MODULES|CLASS|LOAD|INCLUDE|SEARCH|BIN|SCRIPT|CONFIG)_?(?:PATH|DIR|FILE|HOME)S?',
];

// Programs differ in whether they heed the case of a name: npm reads NPM_CONFIG_* and npm_config_*.
const REFUSED = new RegExp(`^(?:${FAMILIES.join('|')})$`, 'i');

/** Longer than any of these. */
const LONGEST = 1_024;

/** A session may bring a credential of its own. */
const CREDENTIAL = /^(?:CLAUDE|CODEX|COPILOT|OPENCODE|GEMINI)_(?:\w+_)?(?:API_KEY|OAUTH_TOKEN|GITHUB_TOKEN)$/;

/** True for a variable that may change what is executed on the machine of a session. */
export function changesWhatRuns(name: string): boolean {
  return REFUSED.test(name.slice(0, LONGEST)) && !CREDENTIAL.test(name);
}

/** So many a session may set: a client sends a few, and each is compared with all the families above. */
const MOST = 500;

/** Refuses what a request must not set. `allowed`: names, or their beginnings with `*`. @throws HttpError 400 */
export function checkVariables({ environmentVariables = {} }: SessionSpec, allowed: readonly string[] = []): void {
  const isAllowed = (name: string): boolean =>
    allowed.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one));
  const given = Object.keys(environmentVariables);
  if (given.length > MOST) throw new HttpError(400, `environmentVariables: at most ${MOST}, not ${given.length}`);
  const refused = given.filter((name) => changesWhatRuns(name) && !isAllowed(name));
  if (refused.length === 0) return;
  const names = refused.slice(0, 5).map((name) => name.slice(0, 100));
  throw new HttpError(
    400,
    `environmentVariables: ${names.join(', ')} can change what is executed here, and must be allowed where serve is started: amber serve ${names.map((name) => `--allow-env ${name}`).join(' ')}`,
  );
}
