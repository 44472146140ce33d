import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);
import{e as a}from"./chunk-MM4UX4MW.js";import"./chunk-VDZI37IT.js";import"./chunk-4X3HZF55.js";import"./chunk-PEAM5PW6.js";export{a as confirmStop};
