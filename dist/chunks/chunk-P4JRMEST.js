const require=process.getBuiltinModule;
var e={quietFirst:1e4,quietNext:15e3,probeGap:5e3,errorSettle:2e3,replayQuiet:5e3,liveness:45e3,reconnectMin:250,reconnectMax:1e4,stopLooks:2e3};export{e as a};
