const require=process.getBuiltinModule;
function o({costUsd:t,entries:r,question:n,runs:s,usage:i}){return{entries:r.map(a),runs:s,question:n??null,usage:i,costUsd:t}}function a(t){if(t.kind==="tool"){let{directory:s,waited:i,...e}=t;return e}if(t.kind!=="message")return t;let{files:r,...n}=t;return r.length===0?n:{...n,files:r.map(({data:s,...i})=>i)}}export{o as a};
