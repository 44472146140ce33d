import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);
import{a}from"./chunk-LFTNC2S3.js";import"./chunk-DGDMUW2K.js";import"./chunk-VDZI37IT.js";import"./chunk-QA272S3M.js";import"./chunk-4X3HZF55.js";import"./chunk-PEAM5PW6.js";export{a as tail};
