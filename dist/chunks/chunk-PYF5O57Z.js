const require=process.getBuiltinModule;
import{c_HCTDZWDI as o,e_HCTDZWDI as p}from"./joined.js";function d(n){let e=n.status?.phase,t=n.metadata.annotations?.[o.desiredPhase];return p(e)?t==="Running"?"unmoved":"stopped":e==="Stopping"?"stopping":t!=="Stopped"?"unmoved":e===void 0||e==="Pending"?"unborn":"taken"}export{d as a};
