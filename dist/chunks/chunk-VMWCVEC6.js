const require=process.getBuiltinModule;
import{c_YQFW5RAW as o,d_YQFW5RAW as p}from"./joined.js";function d(n){let e=n.status?.phase,t=n.metadata.annotations?.[o.desiredPhase];return p(e)?t==="Running"?"unmoved":"stopped":e==="Stopping"?"stopping":(e===void 0||e==="Pending")&&t==="Stopped"?"unborn":"unmoved"}export{d as a};
