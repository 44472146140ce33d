import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { FilePart } from '../../../../../src/core/agui/message-files.ts';
import { filePart } from '../../../../../src/engine/file-part.ts';
import { promptBlocks } from '../../../../../src/engine/local/acp/prompt/prompt-blocks.ts';
import { WorkspaceFiles } from '../../../../../src/engine/local/acp/prompt/workspace-files.ts';
import { workspace } from '../agent-harness.ts';

const ALL = { image: true, audio: true, embeddedContext: true };
const NOTHING = { image: false, audio: false, embeddedContext: false };
const part = (content: string, name: string, path?: string): FilePart =>
  filePart(Buffer.from(content, 'latin1'), name, path);
const PNG = part('\x89PNG\r\n\x1a\n', 'shot.png');
const TIFF = part('II*\0', 'scan.tiff');
const WAV = part('RIFF\0\0\0\0WAVE', 'said.wav');
const TEXT = part('hello\n', 'notes.md');
const BLOB = part('a\0b', 'data.bin');
const LONG = part('a'.repeat(300_000), 'long.txt');

const kinds = async (files: readonly FilePart[], can: typeof ALL): Promise<readonly string[]> => {
  const blocks = await promptBlocks([{ type: 'text', text: 'look' }, ...files], can, new WorkspaceFiles(workspace()));
  return blocks.map(({ type }) => type);
};

describe('a message as an agent takes it', () => {
  test('a text alone is a text', async () => {
    expect(await promptBlocks('hi', ALL, new WorkspaceFiles('/nowhere'))).toEqual([{ type: 'text', text: 'hi' }]);
  });

  test.each([
    [ALL, ['text', 'image', 'resource_link', 'audio', 'resource', 'resource_link', 'resource_link']],
    [NOTHING, ['text', ...Array.from({ length: 6 }, () => 'resource_link')]],
    [{ ...NOTHING, image: true }, ['text', 'image', ...Array.from({ length: 5 }, () => 'resource_link')]],
  ])('files by what the agent takes: %j', async (can, expected) => {
    expect(await kinds([PNG, TIFF, WAV, TEXT, BLOB, LONG], can)).toEqual(expected);
  });

  test('an image and a text as they are', async () => {
    const files = new WorkspaceFiles(workspace());
    expect(await promptBlocks([PNG, TEXT], ALL, files)).toEqual([
      { type: 'image', data: PNG.source.value, mimeType: 'image/png' },
      {
        type: 'resource',
        resource: { uri: 'attachment:///notes.md', mimeType: 'text/markdown', text: 'hello\n' },
      },
    ]);
  });
});

describe('a file in the workspace', () => {
  const link = async (file: FilePart, files: WorkspaceFiles): Promise<string> => {
    const [block] = await promptBlocks([file], NOTHING, files);
    if (block?.type !== 'resource_link') throw new Error('no link');
    expect(block).toMatchObject({ name: file.metadata.name, mimeType: file.source.mimeType });
    return fileURLToPath(block.uri);
  };

  test('is named where it is, if it is the same there: an agent that changes it changes that one', async () => {
    const root = workspace();
    mkdirSync(join(root, 'src'));
    writeFileSync(join(root, 'src/a b.ts'), 'same');
    const files = new WorkspaceFiles(root);
    const same = part('same', 'a b.ts', 'src/a b.ts');
    expect(await link(same, files)).toBe(join(root, 'src/a b.ts'));
    const [block] = await promptBlocks([same], ALL, files);
    expect(block).toMatchObject({ resource: { uri: expect.stringMatching(/^file:.*\/src\/a%20b\.ts$/) } });
    expect(readdirSync(root)).toEqual(['src']);
  });

  test.each(['src/other.ts', '../outside.txt', 'linked.txt', '/etc/hostname', 'src'])(
    'is copied if it differs there, or is not within: %s',
    async (path) => {
      const root = join(workspace(), 'work');
      mkdirSync(join(root, 'src'), { recursive: true });
      writeFileSync(join(root, 'src/other.ts'), 'another');
      writeFileSync(join(root, '../outside.txt'), 'same');
      symlinkSync('../outside.txt', join(root, 'linked.txt'));
      const copy = await link(part('same', 'x.txt', path), new WorkspaceFiles(root));
      expect(copy).toMatch(/\/work\/\.amber-files-\w+\/1-x\.txt$/);
      expect(readFileSync(copy, 'utf8')).toBe('same');
    },
  );

  test('is copied under a name that stays in its folder, ignored by git, and removed at the end', async () => {
    const root = workspace();
    execFileSync('git', ['init', '-q'], { cwd: root });
    const files = new WorkspaceFiles(root);
    const names = ['../../up.txt', '.gitignore', 'a\nb', 'x'.repeat(300)];
    const copies: string[] = [];
    for (const name of names) copies.push(await link(part('x', name), files));
    const [folder = ''] = readdirSync(root).filter((name) => name.startsWith('.amber-files-'));
    for (const copy of copies) expect(copy.startsWith(join(root, folder, '/'))).toBe(true);
    expect(new Set(copies).size).toBe(names.length);
    expect(execFileSync('git', ['status', '--porcelain', '-uall'], { cwd: root, encoding: 'utf8' })).toBe('');
    await files.remove();
    expect(existsSync(join(root, folder))).toBe(false);
  });

  test('that can’t be written is an error that names it', async () => {
    await expect(promptBlocks([BLOB], NOTHING, new WorkspaceFiles('/nowhere'))).rejects.toMatchObject({
      code: 'STATE',
      message: expect.stringMatching(/^cannot put data\.bin into the workspace: ENOENT/),
    });
  });
});
