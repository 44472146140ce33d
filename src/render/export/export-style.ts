import { TRANSCRIPT_STYLE } from '../html/style.ts';

const PAGE = `
body.export { max-width: 62rem; margin: 0 auto; padding: 0 16px 64px; }
.export .top { padding: 20px 0 14px; }
.export .headline { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 14px; }
.export h1 { margin: 0; font-size: 22px; line-height: 1.3; overflow-wrap: anywhere; }
.export .facts { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 8px 0 0; font-size: 13px; }
.export .facts div { overflow-wrap: anywhere; }
.export .facts dt, .export .facts dd { display: inline; margin: 0; }
.export .facts dt { margin-right: 6px; color: var(--soft); }
.export nav { position: sticky; z-index: 1; top: 0; padding: 8px 0; border-bottom: 1px solid var(--line); background: var(--paper); }
.export .plan-box { margin-top: 12px; }
.export main { padding-top: 6px; }
.export .row { content-visibility: auto; contain-intrinsic-size: auto 48px; }
.export :target { scroll-margin-top: 82px; }
.export details > :target { scroll-margin-top: 146px; }
.export article:target, .export details:has(> :target) { outline: 2px solid var(--warn); outline-offset: -2px; }
.export main > .run-head:first-child { margin-top: 4px; border-top: 0; }
.export .run-head { margin: 28px 0 4px; padding-top: 10px; border-top: 2px solid var(--line); font-size: 16px; }
.export .run-head a, .export a.who { color: inherit; text-decoration: none; }
.export .run-head a:hover, .export a.who:hover { text-decoration: underline; }
.runs { margin-top: 12px; overflow-x: auto; }
.runs table { width: 100%; border-collapse: collapse; font-size: 13px; }
.runs th, .runs td { padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: baseline; }
.runs th { color: var(--soft); font-weight: 500; }
.runs .prompt { min-width: 14rem; overflow-wrap: anywhere; }
.runs .number, .runs td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; }
@media print {
  body.export { max-width: none; padding: 0; }
  .export nav { display: none; }
  .export .row, .export .parts > .markdown { content-visibility: visible; }
  .export pre { max-height: none; white-space: pre-wrap; overflow-wrap: anywhere; }
  .export details::details-content { content-visibility: visible; block-size: auto; }
  .export .tool, .export .reasoning, .export .asked { break-inside: avoid-page; }
}`;

/** All of the style of an exported page. */
export const EXPORT_STYLE = `${TRANSCRIPT_STYLE}\n${PAGE.trim()}\n`;
