import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FILES: { readonly [path: string]: string } = {
  'README.md': '# Hello\n\nA small web server that greets everyone in their own language.\n',
  'package.json': '{"name": "hello", "scripts": {"start": "node src/server.ts", "test": "node --test"}}\n',
  'src/server.ts': 'console.log("hello"); // TODO: greet in French\n',
};

/** Makes the small repository that README's pictures show, `hello` in `root`; returns its path. */
export function sampleRepository(root: string): string {
  const work = join(root, 'hello');
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), text);
  }
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: work });
  return work;
}
