import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);
import{a as e}from"./chunk-DNCMGL5R.js";function t(d,i){let n=e(d,i);return n===void 0?void 0:`did you mean "${n}"?`}export{t as a};
