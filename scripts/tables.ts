/**
 * Writes the tables of README.md and docs/: the Action's inputs and outputs from action.yml, exit codes and settings from
 * their tables in the code. `npm run tables`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { flagOf, SETTING_NAMES, SETTINGS, type Setting } from '../src/cli/config/settings.ts';
import { EXIT_CODES } from '../src/cli/help/exit-codes.ts';
import { writeDuration } from '../src/core/duration.ts';

interface Port {
  readonly description: string;
  readonly default?: string;
}

interface Action {
  readonly inputs: { readonly [name: string]: Port };
  readonly outputs: { readonly [name: string]: Port };
}

/** The pages with tables, and which. The places in them are marked by comments. */
export const PAGES = {
  'README.md': ['exit codes'],
  'docs/configuration.md': ['settings'],
  'docs/github.md': ['inputs', 'outputs'],
} as const;
export type Page = keyof typeof PAGES;

/** A page's text with its tables as action.yml and the code have them. @throws Error for a page without their places */
export function withTables(page: Page, text: string, actionYml: string): string {
  const { inputs, outputs } = parse(actionYml) as Action;
  const tables = {
    inputs: () => inputTable(inputs),
    outputs: () => outputTable(outputs),
    'exit codes': exitCodes,
    settings,
  };
  return PAGES[page].reduce((done, name) => placed(page, done, name, tables[name]()), text);
}

function inputTable(inputs: Action['inputs']): string {
  const rows = Object.entries(inputs).map(
    ([name, port]) => `| \`${name}\` | ${cell(port.description)} | ${standard(port)} |`,
  );
  return ['| input | what it is | default |', '| --- | --- | --- |', ...rows].join('\n');
}

function outputTable(outputs: Action['outputs']): string {
  const rows = Object.entries(outputs).map(([name, { description }]) => `| \`${name}\` | ${cell(description)} |`);
  return ['| output | what it is |', '| --- | --- |', ...rows].join('\n');
}

function exitCodes(): string {
  const rows = Object.entries(EXIT_CODES).map(([code, { means }]) => `| ${code} | ${cell(means)} |`);
  return ['| exit code | means |', '| --- | --- |', ...rows].join('\n');
}

function settings(): string {
  const rows = SETTING_NAMES.map((name) => {
    const { about, env, flag, project, otherwise, isDuration, ...row }: Setting<unknown> = SETTINGS[name];
    const standard = isDuration && typeof row.default === 'number' ? writeDuration(row.default) : row.default;
    const from = [flag === undefined ? undefined : flagOf(name), env].filter((way) => way !== undefined);
    const ways = from.map((way) => `\`${way}\``).join(', ');
    return `| \`${name}\`${project === true ? ' ✓' : ''} | ${ways} | ${cell(about)} | ${standard ?? otherwise ?? ''} |`;
  });
  return [
    '| key in a configuration file | also by | what it is | default |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function placed(page: Page, text: string, name: string, table: string): string {
  const place = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!place.test(text)) throw new Error(`${page} has no place for ${name}`);
  return text.replace(place, (_whole, begin: string, end: string) => `${begin}${table}\n${end}`);
}

const cell = (text: string): string => text.trim().replaceAll('|', '\\|').replace(/\s+/g, ' ');

/** The sentinel of `api-url` says that it was not given. */
const standard = ({ default: value }: Port): string => (value === undefined || value === 'none' ? '' : `\`${value}\``);

if (import.meta.main) {
  const at = (path: string): URL => new URL(`../${path}`, import.meta.url);
  const actionYml = readFileSync(at('action.yml'), 'utf8');
  for (const page of Object.keys(PAGES) as Page[])
    writeFileSync(at(page), withTables(page, readFileSync(at(page), 'utf8'), actionYml));
}
