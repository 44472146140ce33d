const require=process.getBuiltinModule;
import{a,b}from"./chunk-B3OBWD63.js";import"./chunk-QG7YQQ37.js";import"./chunk-AV2YV2RQ.js";export{a as MOST_PROMPT,b as readStdin};
