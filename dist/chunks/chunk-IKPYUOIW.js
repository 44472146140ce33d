const require=process.getBuiltinModule;
function n({project:e,name:s}){return{project:e,name:s,key:`${e}/${s}`}}function r({project:e,name:s}){return{project:e,name:s}}export{n as a,r as b};
