const require=process.getBuiltinModule;
function c(n){return(n.RUNNER_OS==="Windows"?32767:128*1024)-i}var i=1024;function f(n,e,r){if(Buffer.byteLength(n)<=e)return n;let t=`
[${r}]`;return`${s(n,e-Buffer.byteLength(t))}${t}`}function p(n,e){let r=n;for(let t of[1e4,1e3,100]){if(Buffer.byteLength(r)<=e)break;let u=(g,o)=>typeof o=="string"?f(o,t,"cut"):o;r=JSON.stringify(JSON.parse(n),u)}return r}function s(n,e){let r=Buffer.from(n),t=Math.max(e,0);for(;t>0&&((r[t]??0)&192)===128;)t-=1;return r.toString("utf8",0,t)}export{c as a,f as b,p as c};
