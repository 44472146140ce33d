import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);
import{b as e}from"./chunk-SXCWL5RC.js";function t(o){return{flags:e(o),quiet:o.quiet===!0,verbose:o.verbose===!0,color:o.color!==!1,input:o.input!==!1}}export{t as a};
