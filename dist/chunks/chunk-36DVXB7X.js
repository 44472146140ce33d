const require=process.getBuiltinModule;
import{a_IVE2YY2F as o}from"./joined.js";import{c as l}from"./chunk-PTVPKUYD.js";function i(r){return l(o(r))}export{i as a};
