/** Follows the reader's colour scheme; no font, picture or style comes from anywhere else. */
export const pageStyle = `
:root { color-scheme: light dark; --line: #8885; --dim: #777; --bad: #c0392b; --good: #27864a; --box: #8881; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.2rem; margin: .2rem 0; overflow-wrap: anywhere; }
header { border-bottom: 1px solid var(--line); margin-bottom: 1rem; }
p { margin: .3rem 0; }
button, textarea, input { font: inherit; }
textarea { width: 100%; }
label { color: var(--dim); font-size: .9rem; }
pre, .text { white-space: pre-wrap; overflow-wrap: anywhere; margin: .3rem 0; }
pre { font: .85rem/1.4 ui-monospace, monospace; max-height: 20rem; overflow: auto; }
article, details, fieldset { border: 1px solid var(--line); border-radius: .4rem; padding: .4rem .8rem; margin: .6rem 0; }
article.user { background: var(--box); }
article > b { color: var(--dim); font-size: .8rem; font-weight: 600; }
details > summary { cursor: pointer; color: var(--dim); }
.error, details > summary.error { color: var(--bad); }
.end { color: var(--dim); font-size: .9rem; border-top: 1px dashed var(--line); padding-top: .3rem; }
#phase { font-weight: 600; }
#connection { color: var(--dim); font-size: .9rem; }
ul { list-style: none; padding: 0; }
li { padding: .3rem 0; border-bottom: 1px solid var(--line); }
`;
