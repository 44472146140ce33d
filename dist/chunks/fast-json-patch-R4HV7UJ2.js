const require=process.getBuiltinModule;
import{a_UCIYT5VN as a}from"./run-shared.js";import"./chunk-AV2YV2RQ.js";export default a();
