/** How long GitHub's runner may take to read the last of stdout before stderr goes on, in milliseconds. */
const READ_DELAY = 250;

/**
 * Lines of a log in which foreign text can do nothing. In GitHub Actions a line can be a command to the runner (`::…::`,
 * and in its old form `##[…]` anywhere in a line): commands are off from the first line to the last, but for our own.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#stopping-and-starting-workflow-commands
 */
export class WorkflowCommands {
  readonly #token: string | undefined;
  #stopped = false;
  #lines = '';

  constructor(token: (() => string) | undefined) {
    this.#token = token?.();
  }

  foreignLine(line: string): void {
    this.#stop();
    this.#lines += `${line}\n`;
  }

  /** A folded group; its title is foreign too. */
  group(title: string, body: readonly string[]): void {
    this.#resume();
    // One line that begins with a command of ours; the old form of commands counts anywhere in it.
    this.#lines += `::group::${title.replaceAll('%', '%25').replaceAll('##[', '# #[')}\n`;
    this.#stop();
    this.#lines += body.map((line) => `${line}\n`).join('');
    this.#resume();
    this.#lines += '::endgroup::\n';
    this.#stop();
  }

  /** Makes sure that commands are off before a foreign text goes to stdout. Returns how long they must stay off after it, in milliseconds. */
  shield(text: string): number {
    if (this.#token === undefined) return 0;
    this.#stop();
    return text.includes('::') || text.includes('##[') ? READ_DELAY : 0;
  }

  /** Turns commands on again. */
  end(): void {
    this.#resume();
  }

  /** Returns the lines that are still to be written. */
  drain(): string {
    const lines = this.#lines;
    this.#lines = '';
    return lines;
  }

  #stop(): void {
    if (this.#token === undefined || this.#stopped) return;
    this.#lines += `::stop-commands::${this.#token}\n`;
    this.#stopped = true;
  }

  #resume(): void {
    if (this.#token === undefined || !this.#stopped) return;
    this.#lines += `::${this.#token}::\n`;
    this.#stopped = false;
  }
}
