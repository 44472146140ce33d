const require=process.getBuiltinModule;
import{b as $}from"./chunk-4EJXJBZK.js";import{c_XGQTFCOQ as l}from"./main-shared.js";import"./main-shared.js";import{d_ZXOXKJGD as i}from"./main-shared.js";import"./main-shared.js";import{b as f}from"./chunk-7ACYLG3Y.js";import"./chunk-P4P733WQ.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";function T(t,{loadsSessions:n,options:o,prompt:e,title:a},m){let g=["text",...e.image?["images"]:[],...e.audio?["audio"]:[]],u=e.anyFile?"as part of the prompt":e.embeddedContext?"texts as part of the prompt, others as a path":"as a path",d=l([`${t}${a===void 0?"":`: ${f(a)}`}`,`  prompts: ${g.join(", ")}; other files: ${u}`,`  earlier sessions: ${n?"it goes on with them":"it does not remember them"}`].join(`
`),m??Number.POSITIVE_INFINITY);if(o.length===0)return`${d}

It offers nothing to choose.
`;let O=o.flatMap(r=>r.values.map(({value:s,name:p,description:h})=>[c(r,s),s===r.current?"now":"",[...p===s?[]:[p],...h===void 0?[]:[h]].map(f).join(": ")]));return`${d}

${$(["OPTION","","ABOUT"],O,m)}`}function c({category:t,id:n},o){let e=t==="model"?"--model":t==="mode"?"--mode":t==="thought_level"?"--effort":void 0;return e===void 0?`--option ${i(`${n}=${o}`)}`:`${e} ${i(o)}`}export{T as offersText};
