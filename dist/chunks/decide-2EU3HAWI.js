const require=process.getBuiltinModule;
import{a}from"./chunk-OLQPKAWC.js";import"./chunk-DYU6RXZS.js";import"./chunk-DOUPNGKO.js";import"./chunk-WFYFU3NS.js";import"./chunk-MIGL4WTM.js";import"./chunk-BDBIC7L6.js";import"./joined.js";import"./chunk-GG3DIQEZ.js";import"./chunk-3S22WVNY.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as decide};
