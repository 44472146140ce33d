const require=process.getBuiltinModule;
import{a,b,c,d}from"./chunk-UB2OB25A.js";import"./chunk-7JOEEHUL.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-AV2YV2RQ.js";export{a as confirmStop,b as mayStillRunText,d as stopWaitingText,c as unconfirmedError};
