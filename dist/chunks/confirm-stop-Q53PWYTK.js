const require=process.getBuiltinModule;
import{a,b,c,d}from"./chunk-G3A2JPZJ.js";import"./chunk-JFHK3YKE.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as confirmStop,b as mayStillRunText,d as stopWaitingText,c as unconfirmedError};
