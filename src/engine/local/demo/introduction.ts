import { join } from 'node:path';
import { isObject, text } from '../../../core/agui/events.ts';
import { readText } from './read-text.ts';
import type { SurveyedFile } from './survey.ts';

/** What a project says about itself. */
export interface Introduction {
  readonly name?: string;
  readonly summary?: string;
  /** Commands that the project names, with what they run. */
  readonly commands: readonly { readonly name: string; readonly runs: string }[];
}

/** Title and first paragraph of a README in Markdown or plain text. Badges, pictures and HTML are no words. */
export function readReadme(readme: string): { title?: string; summary?: string } {
  const lines = readme
    .replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/```[\s\S]*?(```|$)/g, '')
    .split(/\r?\n/)
    .map(plain);
  const heading = lines.find((line) => /^#\s+\S/.test(line)) ?? underlined(lines);
  const paragraph: string[] = [];
  for (const line of lines) {
    const isWords =
      /^[\p{L}\p{N}"'“*_`[(]/u.test(line) && !/^([-*+]\s|\d+[.)]\s|\||[=~-]{3,})/.test(line) && line !== heading;
    if (isWords) paragraph.push(line);
    else if (paragraph.join(' ').length >= 20) break;
    else paragraph.length = 0;
  }
  const title = heading?.replace(/^#+\s*/, '').replace(/\s*#*$/, '');
  const summary = shorten(paragraph.join(' '), 320);
  return { ...(title ? { title } : {}), ...(summary.length >= 20 ? { summary } : {}) };
}

/** A line without its pictures, tags and link targets. */
function plain(line: string): string {
  return line
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[\s*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]+>/g, '')
    .trim();
}

function underlined(lines: readonly string[]): string | undefined {
  const at = lines.findIndex((line, i) => i > 0 && /^={3,}$/.test(line) && lines[i - 1] !== '');
  return at > 0 ? lines[at - 1] : undefined;
}

/** Cut at a sentence if one ends in time, else at a word. */
function shorten(text: string, length: number): string {
  const whole = text.replace(/\s+/g, ' ').trim();
  if (whole.length <= length) return whole;
  const head = whole.slice(0, length);
  const sentence = Math.max(head.lastIndexOf('. '), head.lastIndexOf('! '), head.lastIndexOf('? '));
  return sentence > length / 3 ? head.slice(0, sentence + 1) : `${head.slice(0, head.lastIndexOf(' '))} …`;
}

/** Files at the root by which a project introduces itself, the most telling first. */
const MANIFESTS: { readonly [file: string]: (content: string) => Introduction } = {
  'package.json': readPackageJson,
  'Cargo.toml': readToml,
  'pyproject.toml': readToml,
  'go.mod': (content) => ({ ...maybe('name', content.match(/^module\s+(\S+)/m)?.[1]), commands: [] }),
};

/** The manifests that a listing holds. */
export function manifestsOf(files: readonly SurveyedFile[]): string[] {
  const here = new Set(files.map(({ path }) => path));
  return Object.keys(MANIFESTS).filter((name) => here.has(name));
}

/** Reads one manifest; an unreadable one says nothing. */
export async function readManifest(root: string, name: string): Promise<Introduction> {
  const content = await readText(join(root, name), 262_144);
  try {
    return (content === undefined ? undefined : MANIFESTS[name]?.(content)) ?? { commands: [] };
  } catch {
    return { commands: [] };
  }
}

function readPackageJson(content: string): Introduction {
  const parsed: unknown = JSON.parse(content);
  if (!isObject(parsed)) return { commands: [] };
  const scripts = isObject(parsed.scripts) ? Object.entries(parsed.scripts) : [];
  return {
    ...maybe('name', text(parsed, 'name')),
    ...maybe('summary', text(parsed, 'description')),
    commands: scripts
      .filter(([name]) => !/^(pre|post)/.test(name))
      .slice(0, 8)
      .map(([name, runs]) => ({
        name: name === 'test' || name === 'start' ? `npm ${name}` : `npm run ${name}`,
        runs: shorten(String(runs), 70),
      })),
  };
}

/** Name and description are the only lines wanted: no parser for that. */
function readToml(content: string): Introduction {
  const value = (key: string): string | undefined => content.match(new RegExp(`^${key}\\s*=\\s*"([^"]+)"`, 'm'))?.[1];
  return { ...maybe('name', value('name')), ...maybe('summary', value('description')), commands: [] };
}

function maybe<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined || value === '' ? {} : ({ [key]: value } as { [P in K]?: string });
}
