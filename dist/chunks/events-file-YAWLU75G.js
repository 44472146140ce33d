import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);
import{a}from"./chunk-K7EL4VP6.js";import"./chunk-OAAR7DOQ.js";import"./chunk-QA272S3M.js";import"./chunk-PEAM5PW6.js";export{a as eventsRenderer};
