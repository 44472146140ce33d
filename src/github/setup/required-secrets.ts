/** A secret or a variable that a workflow reads. */
export interface NeededName {
  readonly kind: 'secret' | 'variable';
  readonly name: string;
  readonly what: string;
  /** What to type to set it; a secret's value is asked for, and is never an argument. */
  readonly command: string;
}

const WHAT: { readonly [name: string]: string } = {
  AMBER_API_URL: 'the address of the platform’s API',
  AMBER_TOKEN: 'the token for it',
  AMBER_KUBECONFIG: 'the kubeconfig of an account with role amber-bot (amber crd --rbac)',
  AMBER_PROJECT: 'the project (namespace) of the sessions',
  ANTHROPIC_API_KEY: 'the key of the agent’s model',
  OPENAI_API_KEY: 'the key of the agent’s model',
  GEMINI_API_KEY: 'the key of the agent’s model',
};

/** The job's own token is there without being set. */
const OF_THE_JOB = 'GITHUB_TOKEN';

/** The secrets and variables that a workflow's expressions name, each once, in their order. */
export function namesIn(workflow: string): readonly NeededName[] {
  const found = new Map<string, NeededName>();
  const lines = workflow.split('\n').filter((line) => !/^\s*#/.test(line));
  for (const [expression] of lines.join('\n').matchAll(/\$\{\{[\s\S]*?\}\}/g))
    for (const [, context = '', dotted, bracketed] of expression.matchAll(
      /\b(secrets|vars)(?:\.([A-Za-z_]\w*)|\[\s*'([A-Za-z_]\w*)'\s*\])/g,
    )) {
      // GitHub's names ignore case.
      const name = (dotted ?? bracketed ?? '').toUpperCase();
      const kind = context === 'secrets' ? 'secret' : 'variable';
      if (name !== OF_THE_JOB) found.set(`${kind} ${name}`, needed(kind, name));
    }
  return [...found.values()];
}

function needed(kind: NeededName['kind'], name: string): NeededName {
  const file = name === 'AMBER_KUBECONFIG' ? ' < kubeconfig' : '';
  return { kind, name, what: WHAT[name] ?? 'as before', command: `gh ${kind} set ${name}${file}` };
}

/** Lets a job's own token open pull requests. */
export const PULLS_SETTING = {
  command: "gh api -X PUT 'repos/{owner}/{repo}/actions/permissions/workflow' -F can_approve_pull_request_reviews=true",
  what: 'lets jobs open pull requests',
} as const;
