import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { permissionText } from '../../../src/cli/terminal/ask-permission.ts';
import { widthOf } from '../../../src/render/width.ts';

test('what a person is asked is wrapped at words on a narrow terminal', async () => {
  const output = Object.assign(new Writable(), { columns: 40, rows: 24 });
  const options = [
    { id: 'a', name: 'Yes, and do not ask again for this command', kind: 'allow_always' },
    { id: 'n', name: 'No', kind: 'reject_once' },
  ];
  const text = await permissionText(
    { title: 'npm run a-script with some arguments', kind: 'execute', options },
    { output },
  );
  for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(40);
  expect(text).toContain('\nThe agent asks for permission: npm run\na-script with some arguments\n');
  expect(text).toMatch(/\): $/);
});
