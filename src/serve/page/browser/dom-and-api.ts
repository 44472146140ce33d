/** What is there by the page's HTML. */
export function byId<E extends HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}

/** An element with text and attributes; children may follow. */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: { readonly [name: string]: string } = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** What the API answers. @throws Error with its words if it refuses */
export async function api<Body>(path: string, options: RequestInit = {}): Promise<Body> {
  const answer = await fetch(`/api${path}`, {
    ...options,
    headers: options.body === undefined ? {} : { 'content-type': 'application/json' },
  });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error ?? `answer ${answer.status}`);
  return body;
}

/** Of a session, what the pages show. */
export interface Session {
  readonly metadata: { readonly name: string; readonly creationTimestamp?: string };
  readonly spec?: { readonly displayName?: string };
  readonly status?: { readonly phase?: string };
}
