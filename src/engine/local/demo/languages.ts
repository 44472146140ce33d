import type { Survey } from './survey.ts';

/** Language by file extension, for the languages that people count; what is not here is "other". */
const LANGUAGES: { readonly [language: string]: string } = {
  TypeScript: 'ts tsx mts cts',
  JavaScript: 'js jsx mjs cjs',
  Python: 'py pyi pyx',
  Go: 'go',
  Rust: 'rs',
  Java: 'java',
  Kotlin: 'kt kts',
  'C#': 'cs',
  C: 'c h',
  'C++': 'cc cpp cxx hpp hh hxx',
  Ruby: 'rb rake',
  PHP: 'php',
  Swift: 'swift',
  Scala: 'scala sc',
  Elixir: 'ex exs',
  Erlang: 'erl hrl',
  Haskell: 'hs',
  OCaml: 'ml mli',
  Clojure: 'clj cljs cljc',
  Lua: 'lua',
  Perl: 'pl pm',
  R: 'r',
  Julia: 'jl',
  Dart: 'dart',
  Zig: 'zig',
  Nix: 'nix',
  Shell: 'sh bash zsh fish',
  PowerShell: 'ps1',
  SQL: 'sql',
  HTML: 'html htm',
  CSS: 'css scss sass less',
  Vue: 'vue',
  Svelte: 'svelte',
  Markdown: 'md mdx markdown rst adoc',
  YAML: 'yml yaml',
  JSON: 'json jsonc json5',
  TOML: 'toml',
  XML: 'xml',
  Protobuf: 'proto',
  Terraform: 'tf hcl',
  Dockerfile: 'dockerfile',
  Makefile: 'makefile mk',
};

/** Languages in which prose and data are written: they don't say what a project is made in. */
const PROSE = new Set(['Markdown', 'YAML', 'JSON', 'TOML', 'XML', 'HTML', 'CSS']);

const BY_EXTENSION = new Map(
  Object.entries(LANGUAGES).flatMap(([language, extensions]) => extensions.split(' ').map((ext) => [ext, language])),
);

/** The language of a file by its name, or undefined. */
export function languageOf(name: string): string | undefined {
  const low = name.toLowerCase();
  return BY_EXTENSION.get(low.slice(low.lastIndexOf('.') + 1));
}

export const isProgramming = (language: string): boolean => !PROSE.has(language);

interface Share {
  readonly language: string;
  readonly files: number;
  readonly bytes: number;
}

/** Languages by size, the largest first. */
export function languagesOf(survey: Survey): Share[] {
  const shares = new Map<string, { files: number; bytes: number }>();
  for (const { name, size } of survey.files) {
    const language = languageOf(name);
    if (language === undefined || /lock/i.test(name)) continue;
    const share = shares.get(language) ?? { files: 0, bytes: 0 };
    shares.set(language, { files: share.files + 1, bytes: share.bytes + size });
  }
  return [...shares].map(([language, share]) => ({ language, ...share })).sort((a, b) => b.bytes - a.bytes);
}
