const require=process.getBuiltinModule;
import{a as $}from"./chunk-DVF6AVU3.js";import"./chunk-L5E5VQ6O.js";import{b as f}from"./chunk-62XUURZ3.js";import"./chunk-PUSDLRKS.js";import"./chunk-6ER2AY6B.js";import"./chunk-AV2YV2RQ.js";function w(e,{loadsSessions:o,options:t,prompt:n,title:i}){let l=["text",...n.image?["images"]:[],...n.audio?["audio"]:[]],p=n.embeddedContext?"texts as part of the prompt, others as a path":"as a path",a=[`${e}${i===void 0?"":`: ${f(i)}`}`,`  prompts: ${l.join(", ")}; other files: ${p}`,`  earlier sessions: ${o?"it goes on with them":"it does not remember them"}`].join(`
`);if(t.length===0)return`${a}

It offers nothing to choose.
`;let h=t.flatMap(r=>r.values.map(({value:s,name:d,description:m})=>[u(r,s),s===r.current?"now":"",[...d===s?[]:[d],...m===void 0?[]:[m]].map(f).join(": ")]));return`${a}

${$(["OPTION","","ABOUT"],h)}`}function u({category:e,id:o},t){let n=e==="model"?"--model":e==="mode"?"--mode":e==="thought_level"?"--effort":void 0;return n===void 0?`--option ${g(`${o}=${t}`)}`:`${n} ${g(t)}`}function g(e){return/^[\w@%+=:,./-]+$/.test(e)?e:`'${e.replaceAll("'","'\\''")}'`}export{w as offersText};
