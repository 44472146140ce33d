const require=process.getBuiltinModule;
import{a,b}from"./chunk-DDFGWL6R.js";import"./chunk-AV2YV2RQ.js";export{a as packageInfo,b as versionText};
