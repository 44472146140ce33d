const require=process.getBuiltinModule;
import{b as t,c as e}from"./chunk-XX5Z66G4.js";import"./chunk-AV2YV2RQ.js";export{e as createTwoFilesPatch,t as structuredPatch};
