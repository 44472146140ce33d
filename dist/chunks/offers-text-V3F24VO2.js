const require=process.getBuiltinModule;
import{a as l}from"./chunk-IAHMKA7N.js";import"./start-shared.js";import{d_ZXOXKJGD as f}from"./main-shared.js";import"./main-shared.js";import{b as i}from"./chunk-7ACYLG3Y.js";import"./chunk-P4P733WQ.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";function b(t,{loadsSessions:o,options:n,prompt:e,title:a}){let p=["text",...e.image?["images"]:[],...e.audio?["audio"]:[]],$=e.anyFile?"as part of the prompt":e.embeddedContext?"texts as part of the prompt, others as a path":"as a path",d=[`${t}${a===void 0?"":`: ${i(a)}`}`,`  prompts: ${p.join(", ")}; other files: ${$}`,`  earlier sessions: ${o?"it goes on with them":"it does not remember them"}`].join(`
`);if(n.length===0)return`${d}

It offers nothing to choose.
`;let g=n.flatMap(r=>r.values.map(({value:s,name:m,description:h})=>[u(r,s),s===r.current?"now":"",[...m===s?[]:[m],...h===void 0?[]:[h]].map(i).join(": ")]));return`${d}

${l(["OPTION","","ABOUT"],g)}`}function u({category:t,id:o},n){let e=t==="model"?"--model":t==="mode"?"--mode":t==="thought_level"?"--effort":void 0;return e===void 0?`--option ${f(`${o}=${n}`)}`:`${e} ${f(n)}`}export{b as offersText};
