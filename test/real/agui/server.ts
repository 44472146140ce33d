import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { installedPython, type Packages } from '../cache.ts';

/** Servers of AG-UI by the package that they are of, each with what it was written for. */
export const SERVERS: { readonly [name: string]: Packages } = {
  'pydantic-ai': { 'pydantic-ai-slim': '2.68.0', 'ag-ui-protocol': '1.0.0', fastapi: '0.165.0', uvicorn: '0.54.0' },
  'ag-ui-langgraph': { 'ag-ui-langgraph': '0.0.47', langchain: '1.5.2', fastapi: '0.165.0', uvicorn: '0.54.0' },
  // Of the protocol before version 1.0.
  'agent-framework-ag-ui': { 'agent-framework-ag-ui': '1.7.0', uvicorn: '0.54.0' },
};

/** Bytes that have to be free. */
const NEEDED = 500_000_000;

/** The interpreter that has a server's packages, or why there is none. */
export async function pythonFor(name: string): Promise<{ readonly python: string } | { readonly missing: string }> {
  const packages = SERVERS[name] ?? {};
  try {
    return { python: await installedPython(name, packages, NEEDED) };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

/** One of them under way, until it is disposed of or killed. */
export class RealServer implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly url: string;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  static async start(python: string, name: string, env: { readonly [name: string]: string } = {}): Promise<RealServer> {
    const script = fileURLToPath(new URL('servers.py', import.meta.url));
    const child = spawn(python, [script, name], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        PYTHONDONTWRITEBYTECODE: '1',
        LANGSMITH_TRACING: 'false',
        ...env,
      },
    });
    let errors = '';
    child.stderr.on('data', (piece: Buffer) => {
      errors = (errors + piece.toString()).slice(-4_000);
    });
    const [port] = await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'exit').then(() => {
        throw new Error(`${name} did not start:\n${errors}`);
      }),
    ]);
    return new RealServer(child, `http://127.0.0.1:${String(port).trim()}`);
  }

  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}
