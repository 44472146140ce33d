const require=process.getBuiltinModule;
import{a,b,c,d}from"./chunk-ZXZLOI5H.js";import"./chunk-ZNFPVMWQ.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as confirmStop,b as mayStillRunText,d as stopWaitingText,c as unconfirmedError};
