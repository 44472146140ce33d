/** Writes the tables of the Action's inputs and outputs into README.md, from action.yml: `npm run tables`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

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
  return placed(placed(readme, 'inputs', inputTable), 'outputs', outputTable);
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
