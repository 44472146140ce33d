const require=process.getBuiltinModule;
var o="none";function r(n,e){return n[`INPUT_${e.toUpperCase()}`]}export{o as a,r as b};
