const require=process.getBuiltinModule;
import{a,b,c,d}from"./chunk-6HF45PK4.js";import"./chunk-PK5U5ZEC.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as confirmStop,b as mayStillRunText,d as stopWaitingText,c as unconfirmedError};
