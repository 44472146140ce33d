import { readJson } from './read-json.ts';

/**
 * What a prompt ends with where the answer is to be JSON. A prompt that is sent again has it already. `schema`: its JSON
 * text.
 */
export function withRequirement(prompt: string, schema: string): string {
  const required = requirementOf(schema);
  return prompt.endsWith(required) ? prompt : `${prompt.trimEnd()}\n\n${required}`;
}

/** The message to an agent whose answer was not valid. Its session may have forgotten the schema. */
export function repairPrompt(complaints: readonly string[], schema: string): string {
  const list = complaints.map((complaint) => `- ${complaint}`).join('\n');
  return `Your last answer can’t be used, since a program reads it:\n${list}\n\nAnswer once more. Do nothing else.\n\n${requirementOf(schema)}`;
}

const BEGIN = 'Your final message must be one JSON value that is valid against the JSON Schema below';

function requirementOf(schema: string): string {
  // Longer than any run of the same in the schema.
  const fence = '`'.repeat(Math.max(3, ...[...schema.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return `${BEGIN}, and nothing else: no other text before or after it, no comments, no trailing commas. It may stand in one fenced block.\n\n${fence}json\n${schema}\n${fence}`;
}

/** A prompt in its two parts: what is asked, and the schema for the answer, where there is one. */
export function splitRequirement(prompt: string): { readonly asked: string; readonly schema?: unknown } {
  const at = prompt.lastIndexOf(BEGIN);
  const [, schema] = at < 0 ? [] : (/\n(`{3,})json\n([\s\S]*)\n\1$/.exec(prompt.slice(at))?.slice(1) ?? []);
  const read = schema === undefined ? undefined : readJson(schema);
  return read !== undefined && 'value' in read ? { asked: prompt.slice(0, at), schema: read.value } : { asked: prompt };
}
