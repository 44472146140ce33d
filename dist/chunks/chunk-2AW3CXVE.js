const require=process.getBuiltinModule;
import{a_HASI66OB as e}from"./joined.js";var n=8*1024*1024,i=new Set(["RUN_FINISHED","RUN_ERROR"]),o=class{transcript=new e;#t=n;get isCut(){return this.#t<0}take(r){for(let t of r)t.type!=="event"||t.foreign===!0||(this.#t>0&&(this.#t-=(t.raw??JSON.stringify(t.event)).length),(this.#t>0||i.has(t.event.type))&&this.transcript.apply(t))}};export{o as a};
