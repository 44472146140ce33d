const require=process.getBuiltinModule;
var r=class{#e;#n;#t;constructor(e,s){this.#e=e,this.#n=s,this.#t=e.first}reset(){this.#t=this.#e.first}next(){let e=Math.min(this.#t,this.#e.most);return this.#t=e*(this.#e.factor??2),this.#n===void 0?e:e*(.5+this.#n()/2)}},t={least:50,most:200};function a(n){return t.least+n()*(t.most-t.least)}export{r as a,a as b};
