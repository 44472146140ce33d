const require=process.getBuiltinModule;
import"./chunk-AV2YV2RQ.js";async function o(t,e,r){return r.say(t.action),0}export{o as answer};
