const require=process.getBuiltinModule;
import{c_VTECJIC4 as o,e_VTECJIC4 as p}from"./joined.js";function d(n){let e=n.status?.phase,t=n.metadata.annotations?.[o.desiredPhase];return p(e)?t==="Running"?"unmoved":"stopped":e==="Stopping"?"stopping":t!=="Stopped"?"unmoved":e===void 0||e==="Pending"?"unborn":"taken"}export{d as a};
