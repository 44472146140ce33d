import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);
import{a}from"./chunk-GG6B35JN.js";import"./chunk-S5JUOWBK.js";import"./chunk-7IVTYTM4.js";import"./chunk-4ISF4GBI.js";import"./chunk-KHBL7WGY.js";import"./chunk-VGHM7TEE.js";import"./chunk-VDZI37IT.js";import"./chunk-QA272S3M.js";import"./chunk-PEAM5PW6.js";export{a as LastRun};
