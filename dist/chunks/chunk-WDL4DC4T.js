const require=process.getBuiltinModule;
var t={least:50,most:200};function s(e){return t.least+e()*(t.most-t.least)}export{s as a};
