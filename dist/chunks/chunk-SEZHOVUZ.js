const require=process.getBuiltinModule;
import{setFlagsFromString as e}from"node:v8";function t(){e("--semi-space-growth-factor=1")}export{t as a};
