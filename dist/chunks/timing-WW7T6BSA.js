import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);
import{a}from"./chunk-4ISF4GBI.js";import"./chunk-PEAM5PW6.js";export{a as TIMING};
