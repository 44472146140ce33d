import type { Grammar, Token } from 'prismjs';
import bash from 'refractor/bash';
import c from 'refractor/c';
import { refractor } from 'refractor/core';
import css from 'refractor/css';
import diff from 'refractor/diff';
import go from 'refractor/go';
import java from 'refractor/java';
import json from 'refractor/json';
import markup from 'refractor/markup';
import python from 'refractor/python';
import ruby from 'refractor/ruby';
import rust from 'refractor/rust';
import sql from 'refractor/sql';
import tsx from 'refractor/tsx';
import yaml from 'refractor/yaml';
import { type HtmlElement, type HtmlNode, h } from './element.ts';

/** Longer code is shown without colours. In UTF-16 units. */
const MAX_HIGHLIGHTED = 40_000;

for (const syntax of [bash, c, css, diff, go, java, json, markup, python, ruby, rust, sql, tsx, yaml])
  refractor.register(syntax);
// Near enough to share a grammar.
refractor.alias({
  bash: ['zsh', 'console'],
  java: ['cs', 'kt', 'kotlin', 'swift'],
  css: ['scss', 'less'],
  markup: ['vue', 'svelte'],
  tsx: ['mjs', 'cjs', 'cts', 'mts'],
  c: ['h', 'cpp', 'hpp', 'cc'],
});

/** The part of the highlighter that its types leave out: it inherits from Prism. */
const { tokenize } = refractor as unknown as {
  readonly tokenize: (code: string, grammar: Grammar) => readonly (string | Token)[];
};

/** A block of code, coloured where its language is known. */
export function code({ code, language }: { readonly code: string; readonly language?: string }): HtmlElement {
  // A region that scrolls has to be reached by keyboard.
  return h('pre', { tabindex: 0 }, h('code', null, highlighted(code, language)));
}

/** The code as elements; as text where its language is not known. */
export function highlighted(code: string, language: string | undefined): HtmlNode {
  const name = /^[\w+#-]+/.exec(language?.trim().toLowerCase() ?? '')?.[0] ?? '';
  if (name === '' || code.length > MAX_HIGHLIGHTED || !refractor.registered(name)) return code;
  return coloured(tokenize(code, refractor.languages[name] as Grammar));
}

/** What a file is written in, as far as its name says. */
export function languageOf(path: string): string | undefined {
  return /\.(\w+)$/.exec(path)?.[1];
}

function coloured(tokens: Token['content'] | readonly (string | Token)[]): HtmlNode {
  if (typeof tokens === 'string') return tokens;
  if (isList(tokens)) return tokens.map(coloured);
  return h('span', { class: `token-${tokens.type}` }, coloured(tokens.content));
}

function isList(tokens: Token['content'] | readonly (string | Token)[]): tokens is readonly (string | Token)[] {
  return Array.isArray(tokens);
}
