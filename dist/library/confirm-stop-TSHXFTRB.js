const require=process.getBuiltinModule;
import{b as a,c as b,d as c,e as d}from"./chunk-YK3DRING.js";import"./chunk-HDRCEQXZ.js";import"./chunk-LTI7TCXC.js";import"./chunk-7YCOXXRE.js";import"./chunk-CVAI3FSQ.js";import"./chunk-6YFWI22I.js";export{a as confirmStop,b as mayStillRunText,d as stopWaitingText,c as unconfirmedError};
