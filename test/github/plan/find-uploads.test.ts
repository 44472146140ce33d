import { describe, expect, test } from 'vitest';
import { isUpload, uploadsIn } from '../../../src/github/plan/find-uploads.ts';
import { comment, issue, label, planOf, type Situation } from '../kit/situation.ts';

const SERVER = 'https://github.com';
const ID = 'cafecafe-1234-4321-abcd-0123456789ab';
const ASSET = `${SERVER}/user-attachments/assets/${ID}`;
const SIGNED = 'https://private-user-images.githubusercontent.com/1/2-cafe.png?jwt=abc';
const other = (n: number): string => ASSET.replace(/^(.*)cafecafe/, `$1${String(n).padStart(8, '0')}`);

describe('an upload to GitHub', () => {
  test.each([ASSET, SIGNED])('%s is one', (url) => {
    expect(isUpload(new URL(url), SERVER)).toBe(true);
  });

  test.each([
    `http://github.com/user-attachments/assets/${ID}`,
    `https://github.com:8443/user-attachments/assets/${ID}`,
    `https://github.com.evil.example/user-attachments/assets/${ID}`,
    `https://github.com@evil.example/user-attachments/assets/${ID}`,
    `https://me:secret@github.com/user-attachments/assets/${ID}`,
    `${ASSET}/../../../login/oauth/authorize`,
    `${ASSET}?redirect=https://evil.example`,
    'https://github.com/user-attachments/files/1/x.zip',
    'https://github.com/octo/app/raw/main/x.png',
    'http://private-user-images.githubusercontent.com/1/2.png?jwt=abc',
    'https://private-user-images.githubusercontent.com.evil.example/1/2.png',
    'https://raw.githubusercontent.com/octo/app/main/x.png',
    'http://169.254.169.254/latest/meta-data',
    'http://localhost/user-attachments/assets/x',
  ])('%s is none', (url) => {
    expect(isUpload(new URL(url), SERVER)).toBe(false);
  });

  test('is found as Markdown and as HTML, once each, never in a quote, ten at most', () => {
    const text = `![a](${ASSET}) <img alt="b" src="${other(1)}" />\n> ![c](${other(2)})\n[d](${ASSET})\n${SIGNED}`;
    expect(uploadsIn(text, SERVER)).toEqual([ASSET, other(1), SIGNED]);
    const many = Array.from({ length: 30 }, (_, n) => `![x](${other(n)})`).join('\n');
    expect(uploadsIn(many, SERVER)).toHaveLength(10);
  });
});

describe('the uploads of a run', () => {
  const opened = (author: string): NonNullable<Situation['facts']> => ({
    access: { mona: 'write', rev: 'write', eve: 'read' },
    thread: { issue: { state: 'open', author, labels: [], title: 'x', body: `![y](${other(1)})` }, discussion: [] },
  });
  const uploads = async (situation: Situation): Promise<unknown> => {
    const planned = await planOf(situation);
    return planned.action === 'run' ? planned.uploads : planned.action;
  };
  const asked = `@amber what is this? ![x](${ASSET})`;

  test('are those of the comment, and of the issue where its author may push', async () => {
    const event = comment(asked, { thread: issue });
    expect(await uploads({ event, facts: opened('rev') })).toEqual([ASSET, other(1)]);
    expect(await uploads({ event, facts: opened('eve') })).toEqual([ASSET]);
    expect(await uploads({ event: label(), facts: opened('rev') })).toEqual([other(1)]);
    expect(await uploads({ event: label(), facts: opened('eve') })).toBeUndefined();
  });

  test('are none where the comment’s author may do nothing', async () => {
    const event = comment(asked, { thread: issue, author: { login: 'eve', type: 'User' } });
    expect(await uploads({ event, facts: opened('eve') })).toBe('refuse');
  });
});
