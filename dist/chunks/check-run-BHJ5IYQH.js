const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-NLT44WJI.js";import"./chunk-RNEVQXXV.js";import"./chunk-GUZN7C2A.js";import"./chunk-BDBIC7L6.js";import"./chunk-4ECZT3ND.js";import"./joined.js";import"./chunk-OVRTNZZY.js";import"./chunk-PTVPKUYD.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as CHECK_NAME,c as LiveCheck,b as conclusionOf};
