const require=process.getBuiltinModule;
import{a}from"./chunk-4WFS3U7D.js";import"./chunk-SE4CMKJT.js";import"./joined.js";import"./joined.js";import"./chunk-6ER2AY6B.js";import"./chunk-ONGHUQ2F.js";export{a as eventsRenderer};
