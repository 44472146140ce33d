const require=process.getBuiltinModule;
import{a as o}from"./chunk-JDYDTFEZ.js";var e=class{conversation;constructor(r){this.conversation=o(r)}get transcript(){return this.conversation.transcript}get isCut(){return this.conversation.leftOut>0}take(r){for(let t of r)t.type==="event"&&t.foreign!==!0&&this.conversation.apply(t.seq??0,t.event,t.runId)}};export{e as a};
