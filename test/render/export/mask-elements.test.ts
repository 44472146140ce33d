import { expect, test } from 'vitest';
import { maskElements } from '../../../src/render/export/mask-elements.ts';
import { h, toHtml } from '../../../src/render/html/element.ts';

const mask = (text: string): string => text.replaceAll('secret', '***');
const masked = (...children: Parameters<typeof h>[2][]): string =>
  toHtml(maskElements(h('p', null, ...children), mask));

test.each([
  ['in one text', ['a secret'], '<p>a ***</p>'],
  ['in two texts', ['a sec', 'ret'], '<p>a ***</p>'],
  ['split by elements', ['sec', h('em', null, 're'), 't b'], '<p>*** b</p>'],
  ['in colours of code', [h('code', null, h('span', { class: 'token-x' }, 'sec'), 'ret')], '<p>***</p>'],
  ['in an attribute', [h('a', { href: '/secret', title: 'secret' }, 'x')], '<p><a href="/***" title="***">x</a></p>'],
])('a secret %s', (_, children, html) => expect(masked(...children)).toBe(html));

test('parts that stand apart are looked at by themselves, and stay as they are', () => {
  const parts = [h('span', { class: 'name' }, 'sec'), h('span', { class: 'about' }, 'ret'), h('em', null, 'x')];
  expect(masked(parts)).toBe('<p><span class="name">sec</span><span class="about">ret</span><em>x</em></p>');
});

test('classes and pictures are ours', () => {
  expect(masked(h('img', { src: 'data:image/png;base64,secret', class: 'secret' }))).toContain('base64,secret');
});
