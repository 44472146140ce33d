import type { Nodes } from 'mdast';
import type { Edit, Range } from './text-edits.ts';

/** Languages of a fence that people write: any other word there is a text that is not shown. */
const LANGUAGES = new Set(
  (
    'asm astro awk bash bat batch bicep c c# c++ cfg cjs clj clojure cmake cmd console cpp cs csharp css csv cts cue ' +
    'cuda cxx d dart diff docker dockerfile dot elixir elm erb erl erlang ex exs f# fish fortran fsharp gherkin ' +
    'git gitignore glsl go golang gradle graphql groovy h haml handlebars haskell hbs hcl hpp hs html http ini java ' +
    'javascript jinja jl js json json5 jsonc jsonl jsonnet jsx julia kotlin kt kts latex less lisp log lua ' +
    'make makefile markdown math md mdx mermaid mjs mts nim nix objc objective-c ocaml patch perl php pl plain ' +
    'plaintext powershell prisma proto protobuf ps1 puppet py pycon pyi python r racket rb rego regex rst ruby rs ' +
    'rust sass scala scheme scss sh shell solidity sql starlark stl suggestion svelte svg swift tcl terraform tex ' +
    'text tf toml topojson geojson ts tsv tsx txt typescript vb verilog vhdl vim vue wasm xml yaml yml zig zsh'
  ).split(' '),
);

/** Languages of a fence of which a map or a model is drawn: its names and remarks are not in it. */
const DRAWN = new Set(['geojson', 'topojson', 'stl']);
/** What is not drawn of a diagram: comments, what is for screen readers, and what is only shown when pointed at. */
const UNDRAWN = /\n[ \t>]*(?:accDescr\s*\{[^}]*\}?|(?:%%|acc(?:Title|Descr)\b|click\s).*)/g;

/**
 * What GitHub shows of a block of code: not the words after its fence, of which it colours by the first, not what it draws in
 * another form, and no comments of a diagram. `markdown`: the whole text, in which `place` is.
 */
export function codeEdits(
  { lang, meta }: Extract<Nodes, { type: 'code' }>,
  markdown: string,
  place: Range,
): readonly Edit[] {
  const known = lang?.toLowerCase() ?? '';
  if (lang == null && meta == null) return [];
  if (DRAWN.has(known)) return [{ ...place, text: `[${lang}: GitHub draws it]` }];
  const line = /^[^\r\n]*/.exec(markdown.slice(place.start, place.end))?.[0] ?? '';
  const fence = /^[^`~]*(?:`+|~+)/.exec(line)?.[0] ?? '';
  const bodyStart = place.start + line.length;
  const shown = LANGUAGES.has(known) ? (lang ?? '') : '';
  const edits = [{ start: place.start + fence.length, end: bodyStart, text: shown }];
  if (known !== 'mermaid') return edits;
  const hidden = [...markdown.slice(bodyStart, place.end).matchAll(UNDRAWN)].map(({ 0: comment, index }) => ({
    start: bodyStart + index,
    end: bodyStart + index + comment.length,
    text: '',
  }));
  return [...edits, ...hidden];
}
