/** Colours for light and dark, by what they mean; each with a contrast of at least 4.5 to both backgrounds. */
const COLOURS = `
:root {
  color-scheme: light dark;
  --paper: #fff; --card: #f5f7f9; --line: #d3d9e0; --ink: #1c2127; --soft: #56606b; --accent: #0b5cad;
  --good: #17652f; --bad: #b3261e; --warn: #845000; --added: #dff5e3; --removed: #fde4e2; --mark: #e8f1fb;
  --keyword: #8a1a6b; --string: #0a5f2e; --number: #0550ae; --function: #5a32a3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0f1216; --card: #171c22; --line: #343b44; --ink: #e5eaf0; --soft: #9ca6b1; --accent: #74b6ff;
    --good: #63d384; --bad: #ff8d84; --warn: #e8b755; --added: #12301c; --removed: #3b1a1a; --mark: #16283c;
    --keyword: #ff9bd6; --string: #9fe0a2; --number: #8fcaff; --function: #d3b3ff;
  }
}`;

const BASE = `
*, ::before, ::after { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.hidden { position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; border: 0; }
a { color: var(--accent); }
code, pre, kbd { font-family: ui-monospace, SFMono-Regular, "Cascadia Mono", Menlo, Consolas, monospace; font-size: 13px; }
pre { margin: 8px 0; padding: 10px 12px; overflow: auto; max-height: 28rem; line-height: 1.5; background: var(--card); border: 1px solid var(--line); border-radius: 6px; tab-size: 4; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }`;

const ENTRIES = `
.message { padding: 12px 0; overflow-wrap: anywhere; }
.message > header { display: flex; gap: 10px; align-items: baseline; margin-bottom: 2px; }
.message .who { font-weight: 650; font-size: 13px; }
.message time, .tool .time, .reasoning .time { color: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
.message.user { margin: 8px 0; padding: 10px 14px; background: var(--mark); border-radius: 10px; }
.message.more { padding-bottom: 0; margin-bottom: 0; border-bottom-left-radius: 0; border-bottom-right-radius: 0; }
.message.later { padding-top: 0; margin-top: 0; border-top-left-radius: 0; border-top-right-radius: 0; }
.parts > .markdown { content-visibility: auto; contain-intrinsic-size: auto 1000px; }
.parts > :not(:first-child, .cut-before), .later > .markdown:not(.cut-before) { padding-top: 8px; }
.cut-before > pre:first-child { max-height: none; padding-top: 0; border-top: 0; border-top-left-radius: 0; border-top-right-radius: 0; white-space: pre-wrap; }
.cut-after > pre:last-child { max-height: none; padding-bottom: 0; border-bottom: 0; border-bottom-left-radius: 0; border-bottom-right-radius: 0; white-space: pre-wrap; }
.markdown > .source { max-height: none; white-space: pre-wrap; }
.markdown > :first-child { margin-top: 0; }
.markdown > :last-child { margin-bottom: 0; }
.markdown p, .markdown ul, .markdown ol, .markdown blockquote { margin: 8px 0; }
.markdown ul, .markdown ol { padding-left: 24px; }
.markdown .far { padding-left: 48px; }
.markdown h2 { margin: 16px 0 6px; line-height: 1.3; font-size: 15px; }
.markdown h2.level-1 { font-size: 18px; }
.markdown h2.level-2 { font-size: 16px; }
.markdown blockquote { padding-left: 12px; border-left: 3px solid var(--line); color: var(--soft); }
.markdown :not(pre) > code { padding: 1px 5px; background: var(--card); border: 1px solid var(--line); border-radius: 4px; }
.markdown hr { border: 0; border-top: 1px solid var(--line); margin: 16px 0; }
.markdown .wide { overflow-x: auto; }
.markdown table { border-collapse: collapse; margin: 8px 0; font-size: 14px; }
.markdown th, .markdown td { padding: 4px 10px; border: 1px solid var(--line); text-align: left; }
.markdown th { background: var(--card); }
.reference { text-decoration: underline dotted; }
.host { color: var(--soft); }
.attachment { margin: 8px 0 0; }
.attachment img { max-width: 100%; max-height: 24rem; border-radius: 6px; }
.attachment figcaption { color: var(--soft); font-size: 13px; }
.tool, .reasoning { margin: 6px 0; border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
.tool.failed { border-left: 3px solid var(--bad); }
.tool > summary, .reasoning > summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 8px; padding: 7px 12px; cursor: pointer; list-style: none; border-radius: 8px; }
summary::-webkit-details-marker { display: none; }
.tool[open] > summary, .reasoning[open] > summary { border-bottom: 1px solid var(--line); border-radius: 8px 8px 0 0; }
summary .sign { flex: none; width: 14px; text-align: center; font-size: 12px; }
.done > summary .sign { color: var(--good); }
.failed > summary .sign, .failed > summary .reason, .result.failed code { color: var(--bad); }
.running > summary .sign { color: var(--accent); }
.unfinished > summary .sign, .unfinished > summary .time { color: var(--warn); }
.reasoning > summary .sign, .reasoning > summary .name { color: var(--soft); font-weight: 500; }
summary .name { flex: none; max-width: 40%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 600; font-size: 13px; }
summary .about { flex: 1 1 0; min-width: 40px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--soft); font: 13px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
summary .reason { flex-basis: 100%; padding-left: 22px; font-size: 13px; overflow-wrap: anywhere; }
details > .body { padding: 6px 12px 10px; overflow-wrap: anywhere; }
.body pre { background: var(--paper); }
.body > pre, .result pre, .cut pre { white-space: pre-wrap; }
.cut > p { margin: 8px 0; color: var(--soft); font-size: 13px; }
.run-end { display: flex; flex-wrap: wrap; gap: 4px 10px; margin: 14px 0; padding-top: 8px; border-top: 1px solid var(--line); color: var(--soft); font-size: 13px; overflow-wrap: anywhere; }
.run-end strong { color: var(--ink); }
.run-end.failed strong, .run-end.lost strong { color: var(--bad); }
.run-end.finished strong { color: var(--good); }
.changes { margin: 12px 0; padding: 8px 12px; border: 1px solid var(--line); border-radius: 8px; overflow-wrap: anywhere; }
.changes > header { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: baseline; font-size: 13px; }
.changes .name { font-weight: 600; }
.changes .branch { color: var(--soft); }
.changes ul { margin: 4px 0 0; padding: 0; list-style: none; }
.changes li { display: flex; gap: 10px; padding: 1px 0; font: 13px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.changes li .path { flex: 1; min-width: 0; }
.changes .word { color: var(--soft); }
.changes .counts { display: inline-flex; flex: none; gap: 8px; font-variant-numeric: tabular-nums; }
.changes .added { color: var(--good); }
.changes .removed { color: var(--bad); }
.changes p, .changes summary { margin: 4px 0 0; color: var(--soft); font-size: 13px; cursor: default; }
.changes summary { cursor: pointer; }
.asked { margin: 10px 0; padding: 10px 14px; border: 1px solid var(--line); border-left: 3px solid var(--warn); border-radius: 8px; overflow-wrap: anywhere; }
.asked > header { display: flex; gap: 10px; align-items: baseline; margin-bottom: 4px; }
.asked .who { font-weight: 650; font-size: 13px; }
.asked .time { color: var(--soft); font-size: 12px; }
.asked .chip { display: inline-block; margin-top: 4px; padding: 0 8px; border: 1px solid var(--line); border-radius: 10px; color: var(--soft); font-size: 12px; }
.asked ul { list-style: none; margin: 6px 0; padding: 0; }
.asked .item > ul > li { display: flex; gap: 8px; padding: 2px 0; }
.asked .item > ul .sign { flex: none; width: 14px; text-align: center; color: var(--soft); }
.asked .chosen { font-weight: 600; }
.asked .chosen .sign { color: var(--good); }
.asked small { display: block; color: var(--soft); font-weight: 400; }
.asked .answer { display: flex; gap: 10px; margin: 8px 0 0; padding-top: 8px; border-top: 1px solid var(--line); }
.asked .answer .text { white-space: pre-wrap; }
.asked .answer em { color: var(--warn); }
.plan-box { font-size: 14px; }
.plan-box > summary { cursor: pointer; font-weight: 600; }
.notice { margin: 6px 0; color: var(--soft); font-size: 13px; overflow-wrap: anywhere; }
.notice.warning { color: var(--warn); }
.state { display: inline-flex; flex: none; align-items: baseline; gap: 6px; font-size: 13px; font-weight: 600; color: var(--soft); white-space: nowrap; }
.state.good { color: var(--good); }
.state.bad { color: var(--bad); }
.state.live { color: var(--accent); }
.state.asks { color: var(--warn); }`;

const PARTS = `
.diff { margin: 8px 0; border: 1px solid var(--line); border-radius: 6px; overflow: hidden; background: var(--paper); }
.diff figcaption { display: flex; gap: 10px; padding: 5px 12px; border-bottom: 1px solid var(--line); font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.diff .path { flex: 1; overflow-wrap: anywhere; }
.diff figcaption .added { color: var(--good); }
.diff figcaption .removed { color: var(--bad); }
.diff pre { margin: 0; padding: 6px 0; border: 0; border-radius: 0; background: none; white-space: pre; }
.diff .line { display: block; min-width: max-content; padding: 0 12px 0 0; }
.diff .line .sign { display: inline-block; width: 28px; padding-left: 12px; color: var(--soft); user-select: none; }
.diff .line.added { background: var(--added); }
.diff .line.removed { background: var(--removed); }
.diff .line.gap, .diff .line.gap code { color: var(--soft); }
.plan { list-style: none; margin: 0; padding: 0; }
.plan li { display: flex; gap: 8px; padding: 2px 0; }
.plan .sign { flex: none; width: 14px; text-align: center; font-size: 12px; color: var(--soft); }
.plan .done { color: var(--soft); }
.plan .done .sign { color: var(--good); }
.plan .active { font-weight: 600; }
.plan .active .sign { color: var(--accent); }
.timeline { display: flex; gap: 1px; height: 24px; margin: 0; padding: 0; list-style: none; border-radius: 4px; overflow: hidden; }
.timeline li { flex: calc(var(--tens, 0) + var(--units, 0)) 1 0; min-width: 2px; }
.timeline button, .timeline a { display: block; width: 100%; height: 100%; min-height: 0; padding: 0; border: 0; background: var(--fill, var(--kind)); border-radius: 0; cursor: pointer; opacity: .8; }
.timeline a:hover, .timeline a:focus-visible, .timeline button:hover, .timeline button:focus-visible { opacity: 1; outline-offset: -2px; }
.timeline .text, .legend .text { --kind: #6f8fb3; }
.timeline .reasoning, .legend .reasoning { --kind: #9a8fb8; border: 0; margin: 0; border-radius: 0; background: none; }
.timeline .tool, .legend .tool { --kind: #5c9c77; border: 0; margin: 0; border-radius: 0; background: none; }
.timeline .failed, .legend .failed { --kind: #d0544a; --fill: repeating-linear-gradient(45deg, var(--kind) 0 5px, transparent 5px 7px); }
.timeline .unfinished, .legend .unfinished { --kind: #808790; --fill: repeating-linear-gradient(var(--kind) 0 3px, transparent 3px 5px); }
.timeline .wait, .legend .wait { --kind: #c79a3d; --fill: repeating-linear-gradient(90deg, var(--kind) 0 3px, transparent 3px 5px); }
.timeline .has-failure { box-shadow: inset 0 -4px #d0544a; }
.timeline .has-failure > * { height: calc(100% - 4px); }
.legend { display: flex; flex-wrap: wrap; gap: 0 14px; margin: 4px 0 0; padding: 0; list-style: none; color: var(--soft); font-size: 12px; line-height: 18px; }
.legend .swatch { display: inline-block; width: 11px; height: 11px; margin-right: 5px; vertical-align: -1px; border-radius: 2px; background: var(--fill, var(--kind)); opacity: .8; }
${Array.from({ length: 10 }, (_, at) => `.t${at + 1} { --tens: ${at + 1}0; }\n.u${at} { --units: ${at}; }`).join('\n')}`;

const TOKENS = `
.token-keyword, .token-important, .token-atrule, .token-selector, .token-tag { color: var(--keyword); }
.token-string, .token-char, .token-attr-value, .token-inserted, .token-inserted-sign { color: var(--string); }
.token-number, .token-boolean, .token-constant, .token-property, .token-attr-name, .token-builtin, .token-coord { color: var(--number); }
.token-function, .token-class-name { color: var(--function); }
.token-comment, .token-prolog, .token-doctype { color: var(--soft); font-style: italic; }
.token-deleted, .token-deleted-sign { color: var(--bad); }`;

/** The style of all that this folder makes; pages and exports add what is around it. */
export const TRANSCRIPT_STYLE = [COLOURS, BASE, ENTRIES, PARTS, TOKENS].join('\n').trim();
