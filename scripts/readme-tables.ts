/**
 * Writes README.md's tables: the Action's inputs and outputs from action.yml, exit codes and settings from their tables in
 * the code. `npm run tables`.
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

/** The README with its tables as action.yml has them. The places are marked by comments. */
export function withTables(readme: string, actionYml: string): string {
  const { inputs, outputs } = parse(actionYml) as Action;
  const rows = Object.entries(inputs).map(
    ([name, port]) => `| \`${name}\` | ${cell(port.description)} | ${standard(port)} |`,
  );
  const inputTable = ['| input | what it is | default |', '| --- | --- | --- |', ...rows].join('\n');
  const results = Object.entries(outputs).map(([name, { description }]) => `| \`${name}\` | ${cell(description)} |`);
  const outputTable = ['| output | what it is |', '| --- | --- |', ...results].join('\n');
  const tables = { inputs: inputTable, outputs: outputTable, 'exit codes': exitCodes(), settings: settings() };
  return Object.entries(tables).reduce((text, [name, table]) => placed(text, name, table), readme);
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

function placed(text: string, name: string, table: string): string {
  const place = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!place.test(text)) throw new Error(`README.md has no place for ${name}`);
  return text.replace(place, (_whole, begin: string, end: string) => `${begin}${table}\n${end}`);
}

const cell = (text: string): string => text.trim().replaceAll('|', '\\|').replace(/\s+/g, ' ');

/** The sentinel of `api-url` says that it was not given. */
const standard = ({ default: value }: Port): string => (value === undefined || value === 'none' ? '' : `\`${value}\``);

if (import.meta.main) {
  const readme = new URL('../README.md', import.meta.url);
  const action = new URL('../action.yml', import.meta.url);
  writeFileSync(readme, withTables(readFileSync(readme, 'utf8'), readFileSync(action, 'utf8')));
}
