/** Environment variables, as an argument everywhere: only entries and the command line look at the process. */
export type Env = { readonly [name: string]: string | undefined };

/** `${NAME}` and `${NAME:-default}`, as Claude Code and the platform's runner write them. */
const VARIABLE = /\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/;

/** True for a text that names variables. */
export function hasVariables(text: string): boolean {
  return VARIABLE.test(text);
}

/**
 * A text with the variables' values in place; a default counts where a variable is unset or empty. What has neither a
 * value nor a default is reported, and stays as it is written.
 */
export function expandVariables(text: string, env: Env, isMissing: (variable: string) => void): string {
  return text.replace(new RegExp(VARIABLE, 'g'), (whole, variable: string, otherwise: string | undefined) => {
    const found = Object.hasOwn(env, variable) ? env[variable] : undefined;
    if (otherwise !== undefined) return found || otherwise;
    if (found === undefined) isMissing(variable);
    return found ?? whole;
  });
}
