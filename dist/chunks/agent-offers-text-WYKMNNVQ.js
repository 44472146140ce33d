const require=process.getBuiltinModule;
import{b as g}from"./chunk-KDWZJVQP.js";import{c_5Z7FOTRS as l}from"./main-shared.js";import"./main-shared.js";import{b as i}from"./chunk-MY4VRDAE.js";import"./chunk-LJTZADEM.js";import"./chunk-6ER2AY6B.js";import{f}from"./chunk-4NQBZHZH.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";function T(t,{loadsSessions:o,options:n,prompt:e,title:a},m){let $=["text",...e.image?["images"]:[],...e.audio?["audio"]:[]],u=e.anyFile?"as part of the prompt":e.embeddedContext?"texts as part of the prompt, others as a path":"as a path",d=l([`${t}${a===void 0?"":`: ${i(a)}`}`,`  prompts: ${$.join(", ")}; other files: ${u}`,`  earlier sessions: ${o?"it goes on with them":"it does not remember them"}`].join(`
`),m??Number.POSITIVE_INFINITY);if(n.length===0)return`${d}

It offers nothing to choose.
`;let O=n.flatMap(r=>r.values.map(({value:s,name:p,description:h})=>[c(r,s),s===r.current?"now":"",[...p===s?[]:[p],...h===void 0?[]:[h]].map(i).join(": ")]));return`${d}

${g(["OPTION","","ABOUT"],O,m)}`}function c({category:t,id:o},n){let e=t==="model"?"--model":t==="mode"?"--mode":t==="thought_level"?"--effort":void 0;return e===void 0?`--option ${f(`${o}=${n}`)}`:`${e} ${f(n)}`}export{T as offersText};
