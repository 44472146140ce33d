import type { IncomingHttpHeaders } from 'node:http';

/** What the stub of a model answers to one request of an agent. */
export interface Reply {
  readonly thinking?: string;
  readonly text?: string;
  readonly tools?: readonly { readonly name: string; readonly input: object }[];
  /** The model declines, as its API says it. */
  readonly refusal?: boolean;
  /** The answer breaks off: nothing more comes, the connection stays open. */
  readonly hang?: boolean;
}

/** One request that an agent sent, as JSON. */
export interface ModelRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly [field: string]: unknown };
}

/** The tools that a request offers to the model, by name. */
export function toolNames(body: { readonly [field: string]: unknown }): string[] {
  const tools = Array.isArray(body.tools) ? body.tools : [];
  return tools.map((tool) => String(tool.name ?? tool.type));
}
