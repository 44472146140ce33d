const require=process.getBuiltinModule;
import{c_PTVPKUYD as l}from"./joined.js";import{a_ZZ3KKAA4 as o}from"./joined.js";function i(r){return l(o(r))}export{i as a};
