const require=process.getBuiltinModule;
import{a}from"./chunk-YUCGKYCU.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as readStdin};
