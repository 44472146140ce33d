const require=process.getBuiltinModule;
var r=class{#n;#e;#r;#t=0;constructor(t,s,i){this.#n=t,this.#e=s,this.#r=i}progress(){this.#t=0}next(){let t=Math.min(this.#e,this.#n*2**Math.min(this.#t,30));return this.#t+=1,t*(.5+this.#r()/2)}},n={least:50,most:200};function m(e){return n.least+e()*(n.most-n.least)}export{r as a,m as b};
