const require=process.getBuiltinModule;
import{a}from"./chunk-LYKAAVNE.js";import"./chunk-NORH5YCP.js";import"./joined.js";import"./chunk-IPSWAYFY.js";import"./chunk-ONGHUQ2F.js";export{a as eventsRenderer};
