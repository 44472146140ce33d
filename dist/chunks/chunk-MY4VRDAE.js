const require=process.getBuiltinModule;
import{a as r}from"./chunk-LJTZADEM.js";var f=/(?![\t\n])[\p{Cc}\p{Bidi_Control}]/u,o=new RegExp("\\p{Bidi_Control}","u"),u=4096,i=class{#t="text";#s=0;push(e){if(this.#t==="text"&&!f.test(e))return e;let t="";for(let n of e)this.#n(n)&&(t+=n);return t}#n(e){let t=e.codePointAt(0)??0;if(this.#t==="string"||this.#t==="string-escape")return this.#r(e,t);if(t===27)return this.#e("escape");if(this.#t==="escape")return this.#i(e,t);if(this.#t==="csi"){if(t>=64&&t<=126)return this.#e("text");if(t>=32&&t<=63)return!1;this.#t="text"}return t===155?this.#e("csi"):t===144||t===152||t>=157&&t<=159?this.#e("string"):e===`
`||e==="	"||!(t<32||t>=127&&(t<=159||o.test(e)))}#i(e,t){return e==="["?this.#e("csi"):"]PX^_".includes(e)?this.#e("string"):t>=32&&t<=47?!1:(this.#t="text",e===`
`||e==="	")}#r(e,t){return this.#s+=1,t===7||t===156||this.#t==="string-escape"&&e==="\\"||this.#s>u||e===`
`?(this.#t="text",e===`
`):(this.#t=t===27?"string-escape":"string",!1)}#e(e){return this.#t=e,this.#s=0,!1}};function l(s){return new i().push(s)}function x(s){return l(s.replace(/\s+/g," ")).trim()}function a(s){return x(r(s))}export{i as a,l as b,x as c,a as d};
