const require=process.getBuiltinModule;
var e={silence:2e3,silenceGap:5e3,quietFirst:1e4,quietNext:15e3,probeGap:5e3,errorSettle:2e3,replayQuiet:5e3,liveness:45e3,reconnectMin:250,reconnectMax:1e4,stopLooks:2e3,unseenTold:6e4,unseenLost:6e5};export{e as a};
