const require=process.getBuiltinModule;
import{a}from"./chunk-3U2DZ6AX.js";import"./chunk-HCFKRQQH.js";import"./chunk-DCWNVLBB.js";import"./chunk-76O5M6FO.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as awaitRunning};
