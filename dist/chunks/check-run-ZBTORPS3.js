const require=process.getBuiltinModule;
import{a,b,c}from"./chunk-IZJQTYTT.js";import"./chunk-FWYZY5X6.js";import"./chunk-GUZN7C2A.js";import"./chunk-BDBIC7L6.js";import"./chunk-VNH5UYNN.js";import"./chunk-OVRTNZZY.js";import"./chunk-PTVPKUYD.js";import"./joined.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as CHECK_NAME,c as LiveCheck,b as conclusionOf};
