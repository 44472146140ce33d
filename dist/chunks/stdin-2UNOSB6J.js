const require=process.getBuiltinModule;
import{a}from"./chunk-2DX2X5HM.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as readStdin};
