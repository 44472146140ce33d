const require=process.getBuiltinModule;
import{a}from"./chunk-FGTUXJGW.js";import"./chunk-A2QU4XOR.js";import"./chunk-4TJ6PZBJ.js";import"./joined.js";import"./chunk-BF2KNQC4.js";import"./chunk-IVE2YY2F.js";import"./chunk-6ER2AY6B.js";import"./joined.js";import"./joined.js";import"./chunk-ONGHUQ2F.js";export{a as toHtml};
