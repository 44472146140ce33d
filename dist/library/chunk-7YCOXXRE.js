const require=process.getBuiltinModule;
var r=class{#t;#n;#e;constructor(t,s){this.#t=t,this.#n=s,this.#e=t.first}reset(){this.#e=this.#t.first}next(){let t=Math.min(this.#e,this.#t.most);return this.#e=t*(this.#t.factor??2),this.#n===void 0?t:t*(.5+this.#n()/2)}},e={least:50,most:200};function o(n){return e.least+n()*(e.most-e.least)}export{r as a,o as b};
