const require=process.getBuiltinModule;
var u=[{unit:"d",ms:864e5},{unit:"h",ms:36e5},{unit:"m",ms:6e4},{unit:"s",ms:1e3}];function r(n,s){let t=s.getTime()-Date.parse(n??"");if(Number.isNaN(t))return"";let{unit:i,ms:e}=u.find(m=>t>=m.ms)??{unit:"s",ms:1e3};return`${Math.max(0,Math.floor(t/e))}${i}`}export{r as a};
