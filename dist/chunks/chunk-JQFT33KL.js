const require=process.getBuiltinModule;
var r="amber",n=class{#e;#t;constructor(t,s){this.#e=t,this.#t=s,this.update({})}update(t){this.#t={...this.#t,...t},this.#e.state(r,JSON.stringify(this.#t))}};function o(e){let t=e[`STATE_${r}`];return t===void 0||t===""?void 0:JSON.parse(t)}export{n as a,o as b};
