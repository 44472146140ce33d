const require=process.getBuiltinModule;
var e={silence:2e3,silenceGap:5e3,askAfterQuiet:1e4,askInterval:15e3,doubtPatience:1e4,probeGap:5e3,errorSettle:2e3,replayPause:1e3,replayLongest:1e4,replayQuiet:5e3,liveness:45e3,reconnectMin:250,reconnectMax:1e4,stopLooks:2e3,unseenWarned:6e4,unseenLost:6e5};export{e as a};
